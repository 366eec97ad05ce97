// Written by `npm run types` from the shop's /openapi.json. Not to be edited.

export interface paths {
    "/cabinet/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a password reset
         * @description The same answer whether there is such an address or not.
         */
        post: operations["forgot_password_cabinet_auth_forgot_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/login-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by e-mail and password
         * @description One and the same 401 for an unknown address, a wrong password and a closed account.
         */
        post: operations["login_email_cabinet_auth_login_email_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description End the session that the access token belongs to, with its refresh token.
         */
        post: operations["logout_cabinet_auth_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description The person behind the token.
         */
        get: operations["me_cabinet_auth_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new access token
         * @description The refresh token stays good until its own end.
         */
        post: operations["refresh_cabinet_auth_refresh_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/register-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register with an e-mail address
         * @description Make an account. Unknown referral codes and campaigns are ignored. A letter follows where the shop sends any.
         */
        post: operations["register_email_cabinet_auth_register_email_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/register-email-standalone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register without an invitation
         * @description Make an account that nobody has invited.
         */
        post: operations["register_email_standalone_cabinet_auth_register_email_standalone_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password
         * @description The code comes from the letter; it is good for an hour and for one use. All devices are signed out.
         */
        post: operations["reset_password_cabinet_auth_reset_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/telegram-miniapp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in from the Mini App
         * @description Send `Telegram.WebApp.initData` as it is, again after a reload. Invitations count for new accounts only.
         */
        post: operations["telegram_miniapp_cabinet_auth_telegram_miniapp_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/telegram-widget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by Telegram's Login Widget
         * @description Send what the widget gave, unchanged. It is good for 24 hours and for one use.
         */
        post: operations["telegram_widget_cabinet_auth_telegram_widget_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the e-mail address
         * @description The code comes from the letter; it is good for 24 hours and for one use.
         *
         *     Anybody can register anybody's address. Send the cookie that the registration has set, or an access token of the
         *     account: else its password and its sessions end here, and a new password is set with the answer's `reset_token`.
         */
        post: operations["verify_email_cabinet_auth_verify_email_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much there is
         * @description The money on the balance now.
         */
        get: operations["balance_cabinet_balance_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/check-payment/{payment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look what has become of a payment
         * @description Ask the provider now, and book what it says. Asking again is harmless.
         */
        post: operations["check_payment_cabinet_balance_check_payment__payment_id__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/payment-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ways to top up
         * @description What is configured now, with what each takes at once.
         */
        get: operations["payment_methods_cabinet_balance_payment_methods_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/pending-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payments that are waited for
         * @description Newest first.
         */
        get: operations["pending_payments_cabinet_balance_pending_payments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/stars-invoice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Top up by Stars
         * @description An invoice that Telegram opens by itself. Stars are rounded up, exactly the asked roubles are credited.
         */
        post: operations["stars_invoice_cabinet_balance_stars_invoice_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/top-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Top up
         * @description Open a payment; the customer pays it at `confirmation_url`. The balance grows when the money is there.
         */
        post: operations["top_up_cabinet_balance_top_up_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/balance/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came and went
         * @description Newest first; debits are negative.
         */
        get: operations["transactions_cabinet_balance_transactions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/branding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Name, logo and colours
         * @description What an app needs to look like the shop.
         */
        get: operations["branding_cabinet_branding_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the service is and who helps
         * @description What an operator has set; unset texts are empty.
         */
        get: operations["info_cabinet_info_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose the language
         * @description For the cabinet, the bot and letters alike, until another one is chosen.
         */
        put: operations["language_cabinet_language_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/promocode/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use a promocode
         * @description Each code once a person.
         */
        post: operations["activate_cabinet_promocode_activate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/referral/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rewards, one by one
         * @description The latest first; a reward that went back with a refund is a row of its own, negative.
         */
        get: operations["earnings_cabinet_referral_earnings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/referral/referrals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invited people
         * @description The latest first.
         */
        get: operations["friends_cabinet_referral_referrals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/referral/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything in numbers
         * @description The person's own link, friends and money.
         */
        get: operations["stats_cabinet_referral_stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the person is signed in
         * @description Sign-ins that have not ended: the newest hundred, the latest first.
         */
        get: operations["places_cabinet_sessions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out in one place
         * @description Its tokens are refused from now on; its WebSocket closes within seconds. The one that asks may end itself.
         */
        delete: operations["end_cabinet_sessions__session_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The subscription
         * @description The newest one, also when it has ended or is suspended.
         */
        get: operations["subscription_cabinet_subscription_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/activate-trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the free trial
         * @description Once a person. More devices than the trial has are cut down to it.
         */
        post: operations["activate_trial_cabinet_subscription_activate_trial_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/autopay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch automatic renewal
         * @description Renews before the end, from the balance and what is missing by the saved method; a trial cannot.
         */
        post: operations["autopay_cabinet_subscription_autopay_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/purchase-tariff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buy a tariff from the balance
         * @description Starts a subscription, or renews the person's own. Two equal ones within 10 seconds count as one.
         */
        post: operations["purchase_tariff_cabinet_subscription_purchase_tariff_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew from the balance
         * @description By one of the renewal options. Before the end days and traffic are added, after it a new period begins.
         */
        post: operations["renew_cabinet_subscription_renew_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/renewal-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ways to renew
         * @description What `renew` takes; nothing without a subscription.
         */
        get: operations["renewal_options_cabinet_subscription_renewal_options_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The subscription in short
         * @description Costs less than the whole one; answers without a subscription too.
         */
        get: operations["status_cabinet_subscription_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is on sale
         * @description One row for each tariff and period, in the shop's order.
         */
        get: operations["on_sale_cabinet_subscription_tariffs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/subscription/trial-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The free trial
         * @description `available` says whether it would be given now: not after a trial or a purchase, nor outside the channel.
         */
        get: operations["trial_info_cabinet_subscription_trial_info_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The person's requests
         * @description The latest hundred, newest first.
         */
        get: operations["listed_cabinet_tickets_get"];
        put?: never;
        /**
         * Ask something
         * @description Three may be open at a time.
         */
        post: operations["create_cabinet_tickets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cabinet/tickets/{ticket_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Close
         * @description Closing a closed one changes nothing.
         */
        patch: operations["close_cabinet_tickets__ticket_id__close_patch"];
        trace?: never;
    };
    "/cabinet/tickets/{ticket_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A request's messages
         * @description The latest 500, oldest first, as they are before this reading; support's count as read from now on.
         */
        get: operations["messages_cabinet_tickets__ticket_id__messages_get"];
        put?: never;
        /**
         * Write
         * @description One more message.
         */
        post: operations["write_cabinet_tickets__ticket_id__messages_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Activated
         * @description What the code gave.
         */
        Activated: {
            /** Bonus Balance Kopeks */
            bonus_balance_kopeks: number;
            /** Bonus Balance Rubles */
            bonus_balance_rubles: number;
            /** Bonus Days */
            bonus_days: number;
            /** Bonus Gb */
            bonus_gb: number;
            /** Message */
            message: string;
            /**
             * Promo Type
             * @description balance, days, traffic, discount or tariff.
             */
            promo_type: string;
            /**
             * Success
             * @default true
             */
            success?: boolean;
        };
        /**
         * Activation
         * @description A code, in letters of any case.
         */
        Activation: {
            /** Code */
            code: string;
        };
        /**
         * Autopay
         * @description Whether the subscription renews itself.
         */
        Autopay: {
            /** Enabled */
            enabled: boolean;
            /**
             * Forget Saved Method
             * @description Charge the saved method no more.
             * @default false
             */
            forget_saved_method?: boolean;
        };
        /**
         * AutopaySet
         * @description As it is now.
         */
        AutopaySet: {
            /** Autopay Enabled */
            autopay_enabled: boolean;
            /**
             * Saved Method
             * @description What is charged when the balance is short; null = nothing.
             */
            saved_method?: string | null;
            /**
             * Success
             * @default true
             */
            success?: boolean;
        };
        /**
         * Balance
         * @description The money on a balance.
         */
        Balance: {
            /** Balance Kopeks */
            balance_kopeks: number;
            /** Balance Rubles */
            balance_rubles: number;
        };
        /**
         * Bought
         * @description A purchase from the balance.
         */
        Bought: {
            /** Amount Paid Kopeks */
            amount_paid_kopeks: number;
            /** Amount Paid Rubles */
            amount_paid_rubles: number;
            /** Balance After Kopeks */
            balance_after_kopeks: number;
            /** Balance After Rubles */
            balance_after_rubles: number;
            subscription: components["schemas"]["BoughtSubscription"];
            /**
             * Success
             * @default true
             */
            success?: boolean;
            /** Transaction Id */
            transaction_id: number;
        };
        /**
         * BoughtSubscription
         * @description What was bought.
         */
        BoughtSubscription: {
            /** Config Link */
            config_link: string;
            /** Data Limit Gb */
            data_limit_gb: number | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: number;
        };
        /**
         * Branding
         * @description Its looks.
         */
        Branding: {
            /** App Name */
            app_name: string;
            /** Logo Url */
            logo_url: string;
            /** Primary Color */
            primary_color: string;
            /** Secondary Color */
            secondary_color: string;
        };
        /**
         * CampaignBonus
         * @description What the campaign gives.
         */
        CampaignBonus: {
            /** Bonus Balance Kopeks */
            bonus_balance_kopeks: number;
            /** Bonus Days */
            bonus_days: number;
            /** Campaign Id */
            campaign_id: number;
        };
        /**
         * CheckedPayment
         * @description What has become of a payment.
         */
        CheckedPayment: {
            /** Message */
            message: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "completed" | "failed" | "expired" | "refunded";
        };
        /**
         * ClosedTicket
         * @description A request that has ended.
         */
        ClosedTicket: {
            /** Status */
            status: string;
            /**
             * Success
             * @default true
             */
            success?: boolean;
            /** Ticket Id */
            ticket_id: number;
        };
        /**
         * CreatedTicket
         * @description A request just made.
         */
        CreatedTicket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Status */
            status: string;
            /** Subject */
            subject: string;
        };
        /**
         * Earning
         * @description One reward, or one that was taken back.
         */
        Earning: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /** Amount Rubles */
            amount_rubles: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Referral User Id */
            referral_user_id: number;
            /** Referral Username */
            referral_username: string | null;
            /**
             * Transaction Type
             * @description What the friend's payment was.
             * @enum {string}
             */
            transaction_type: "payment_completed" | "subscription_purchase" | "subscription_renewal" | "refund";
        };
        /**
         * Earnings
         * @description A page of rewards, the latest first.
         */
        Earnings: {
            /** Earnings */
            earnings: components["schemas"]["Earning"][];
            /** Page */
            page: number;
            /**
             * Pages
             * @description At least 1.
             */
            pages: number;
            /** Per Page */
            per_page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * EndedSession
         * @description Where the person is signed in no more.
         */
        EndedSession: {
            /** Session Id */
            session_id: number;
            /**
             * Success
             * @default true
             */
            success?: boolean;
        };
        /**
         * ForgottenPassword
         * @description Whose password is forgotten.
         */
        ForgottenPassword: {
            /** Email */
            email: string;
        };
        /**
         * Friend
         * @description Somebody who was invited.
         */
        Friend: {
            /** Earned From User Kopeks */
            earned_from_user_kopeks: number;
            /** Earned From User Rubles */
            earned_from_user_rubles: number;
            /** First Name */
            first_name: string;
            /**
             * Has Subscription
             * @description A running one, trials too.
             */
            has_subscription: boolean;
            /** Id */
            id: number;
            /**
             * Registered At
             * Format: date-time
             */
            registered_at: string;
            /**
             * Status
             * @description active: with a running paid subscription.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** Subscription Expires At */
            subscription_expires_at: string | null;
            /** Telegram Id */
            telegram_id: number | null;
            /** Username */
            username: string | null;
        };
        /**
         * Friends
         * @description A page of invited people, the latest first.
         */
        Friends: {
            /** Page */
            page: number;
            /**
             * Pages
             * @description At least 1.
             */
            pages: number;
            /** Per Page */
            per_page: number;
            /** Referrals */
            referrals: components["schemas"]["Friend"][];
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * Info
         * @description The service.
         */
        Info: {
            /** Privacy Url */
            privacy_url: string;
            /** Service Name */
            service_name: string;
            /** Support Email */
            support_email: string;
            /** Support Telegram */
            support_telegram: string;
            /**
             * Telegram Login Url
             * @description Where a browser goes to sign in with Telegram; it comes back to `/app/#tgAuthResult=` with what `/auth/telegram-widget` takes, as base64url of JSON. Empty where that cannot be.
             */
            telegram_login_url: string;
            /** Terms Url */
            terms_url: string;
        };
        /**
         * Language
         * @description The language to speak.
         */
        Language: {
            /**
             * Language
             * @enum {string}
             */
            language: "ru" | "en";
        };
        /**
         * Messages
         * @description A request's messages, oldest first.
         */
        Messages: {
            /** Messages */
            messages: components["schemas"]["web__cabinet__tickets_shapes__Message"][];
        };
        /**
         * MiniAppLogin
         * @description `Telegram.WebApp.initData`, and how the person came.
         */
        MiniAppLogin: {
            /** Campaign Start Param */
            campaign_start_param?: string | null;
            /** Init Data */
            init_data: string;
            /** Referral Code */
            referral_code?: string | null;
        };
        /**
         * NewMessage
         * @description What to say.
         */
        NewMessage: {
            /** Message */
            message: string;
        };
        /**
         * NewTicket
         * @description A question.
         */
        NewTicket: {
            /** Message */
            message: string;
            /** Subject */
            subject: string;
        };
        /**
         * OpenedPayment
         * @description A payment that waits for its money at `confirmation_url`.
         */
        OpenedPayment: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /** Amount Rubles */
            amount_rubles: number;
            /** Confirmation Url */
            confirmation_url: string;
            /** Payment Id */
            payment_id: string;
            /** Payment Method */
            payment_method: string;
            /** Status */
            status: string;
        };
        /**
         * OpenedStarsInvoice
         * @description An invoice that Telegram opens by itself.
         */
        OpenedStarsInvoice: {
            /** Amount Rubles */
            amount_rubles: number;
            /** Amount Stars */
            amount_stars: number;
            /** Invoice Link */
            invoice_link: string;
            /** Payment Id */
            payment_id: string;
        };
        /**
         * PasswordLogin
         * @description E-mail and password.
         */
        PasswordLogin: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /**
         * PasswordReset
         * @description The code of the letter and the new password.
         */
        PasswordReset: {
            /** New Password */
            new_password: string;
            /** Reset Token */
            reset_token: string;
        };
        /**
         * PaymentMethod
         * @description A way to pay: a button.
         */
        PaymentMethod: {
            /**
             * Can Be Saved
             * @description Whether `save_method` of a top-up is possible.
             * @default false
             */
            can_be_saved?: boolean;
            /** Currencies */
            currencies: string[];
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /** Icon Url */
            icon_url: string;
            /** Id */
            id: string;
            /** Max Amount Kopeks */
            max_amount_kopeks: number | null;
            /** Max Amount Rubles */
            max_amount_rubles: number | null;
            /** Min Amount Kopeks */
            min_amount_kopeks: number;
            /** Min Amount Rubles */
            min_amount_rubles: number;
            /** Name */
            name: string;
        };
        /**
         * PaymentMethods
         * @description Every way to pay that there is now.
         */
        PaymentMethods: {
            /** Methods */
            methods: components["schemas"]["PaymentMethod"][];
        };
        /**
         * PendingPayment
         * @description A payment that is waited for.
         */
        PendingPayment: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /** Amount Rubles */
            amount_rubles: number;
            /** Can Check Manually */
            can_check_manually: boolean;
            /**
             * Confirmation Url
             * @description Where to pay it.
             */
            confirmation_url: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Payment Id */
            payment_id: string;
            /** Payment Method */
            payment_method: string;
        };
        /**
         * PendingPayments
         * @description Payments that are waited for, newest first.
         */
        PendingPayments: {
            /** Payments */
            payments: components["schemas"]["PendingPayment"][];
        };
        /**
         * Person
         * @description A user as everybody who is signed in sees themselves.
         */
        Person: {
            /**
             * Auth Type
             * @description How the account was made: email or telegram.
             */
            auth_type: string;
            /** Balance Kopeks */
            balance_kopeks: number;
            /** Balance Rubles */
            balance_rubles: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string | null;
            /** Email Verified */
            email_verified: boolean;
            /** First Name */
            first_name: string;
            /** Id */
            id: number;
            /** Language */
            language: string;
            /** Last Name */
            last_name: string | null;
            /** Referral Code */
            referral_code: string;
            /** Telegram Id */
            telegram_id: number | null;
            /** Username */
            username: string | null;
        };
        /**
         * PurchaseWish
         * @description Which tariff, and where; the place may be left to the shop.
         */
        PurchaseWish: {
            /** Server Squad Uuid */
            server_squad_uuid?: string | null;
            /** Tariff Id */
            tariff_id: number;
        };
        /**
         * Refresh
         * @description A refresh token.
         */
        Refresh: {
            /** Refresh Token */
            refresh_token: string;
        };
        /**
         * Refreshed
         * @description A new access token.
         */
        Refreshed: {
            /** Access Token */
            access_token: string;
            /** Expires In */
            expires_in: number;
            /**
             * Token Type
             * @default bearer
             * @constant
             */
            token_type?: "bearer";
        };
        /**
         * Registered
         * @description The account that was made.
         */
        Registered: {
            campaign_bonus: components["schemas"]["CampaignBonus"] | null;
            /** Email Verification Required */
            email_verification_required: boolean;
            /** Message */
            message: string;
            user: components["schemas"]["Person"];
        };
        /**
         * Registration
         * @description A new account that somebody may have invited.
         */
        Registration: {
            /** Campaign Start Param */
            campaign_start_param?: string | null;
            /** Email */
            email: string;
            /** First Name */
            first_name: string;
            /** Last Name */
            last_name?: string | null;
            /** Password */
            password: string;
            /** Referral Code */
            referral_code?: string | null;
        };
        /**
         * RenewalOption
         * @description What a renewal costs.
         */
        RenewalOption: {
            /** Discount Percent */
            discount_percent: number;
            /**
             * Gb Amount
             * @description null = unlimited
             */
            gb_amount: number | null;
            /** Period Days */
            period_days: number;
            /** Price Kopeks */
            price_kopeks: number;
            /** Price Rubles */
            price_rubles: number;
        };
        /**
         * RenewalOptions
         * @description Ways to renew; none without a subscription.
         */
        RenewalOptions: {
            /** Options */
            options: components["schemas"]["RenewalOption"][];
        };
        /**
         * RenewalWish
         * @description One of the renewal options; traffic of null is the unlimited one.
         */
        RenewalWish: {
            /** Gb Amount */
            gb_amount?: number | null;
            /** Period Days */
            period_days: number;
        };
        /**
         * Renewed
         * @description A renewal from the balance.
         */
        Renewed: {
            /** Amount Paid Kopeks */
            amount_paid_kopeks: number;
            /** Amount Paid Rubles */
            amount_paid_rubles: number;
            /** Balance After Kopeks */
            balance_after_kopeks: number;
            /** Balance After Rubles */
            balance_after_rubles: number;
            /**
             * New Expires At
             * Format: date-time
             */
            new_expires_at: string;
            /**
             * Success
             * @default true
             */
            success?: boolean;
        };
        /**
         * SentMessage
         * @description A message just written.
         */
        SentMessage: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Message */
            message: string;
            /** Ticket Id */
            ticket_id: number;
        };
        /**
         * ServerInfo
         * @description Where the customer is served.
         */
        ServerInfo: {
            /** Country */
            country: string;
            /** Flag */
            flag: string;
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Panel Squad Uuid */
            panel_squad_uuid: string;
        };
        /**
         * Session
         * @description One place where the person is signed in.
         */
        Session: {
            /**
             * Begun At
             * Format: date-time
             */
            begun_at: string;
            /** Id */
            id: number;
            /**
             * Is Current
             * @description Whether it is the one that asks.
             */
            is_current: boolean;
            /**
             * Last Seen At
             * @description When its tokens were replaced last; null where they never were.
             */
            last_seen_at: string | null;
        };
        /**
         * Sessions
         * @description All of them.
         */
        Sessions: {
            /** Sessions */
            sessions: components["schemas"]["Session"][];
        };
        /**
         * SignedIn
         * @description Tokens and the person.
         */
        SignedIn: {
            /** Access Token */
            access_token: string;
            /**
             * Expires In
             * @description Seconds until the access token ends.
             */
            expires_in: number;
            /** Refresh Token */
            refresh_token: string;
            /**
             * Token Type
             * @default bearer
             * @constant
             */
            token_type?: "bearer";
            user: components["schemas"]["Person"];
        };
        /**
         * StandaloneRegistration
         * @description A new account.
         */
        StandaloneRegistration: {
            /** Email */
            email: string;
            /** First Name */
            first_name: string;
            /** Last Name */
            last_name?: string | null;
            /** Password */
            password: string;
        };
        /**
         * StarsInvoice
         * @description How much.
         */
        StarsInvoice: {
            /**
             * Amount Rubles
             * @description Roubles, with two decimals at most.
             */
            amount_rubles: number;
        };
        /**
         * Stats
         * @description Everything about a person's invitations in numbers.
         */
        Stats: {
            /**
             * Active Referrals
             * @description With a running paid subscription.
             */
            active_referrals: number;
            /** Available For Withdrawal Kopeks */
            available_for_withdrawal_kopeks: number;
            /** Available For Withdrawal Rubles */
            available_for_withdrawal_rubles: number;
            /**
             * Pending Kopeks
             * @description Withdrawals that wait.
             */
            pending_kopeks: number;
            /** Pending Rubles */
            pending_rubles: number;
            /** Referral Code */
            referral_code: string;
            /** Referral Link */
            referral_link: string;
            /** Total Earned Kopeks */
            total_earned_kopeks: number;
            /** Total Earned Rubles */
            total_earned_rubles: number;
            /** Total Referrals */
            total_referrals: number;
            /**
             * Trial Converted
             * @description Had a trial and paid later.
             */
            trial_converted: number;
        };
        /**
         * Status
         * @description The subscription in short; nulls without one, and where something is unlimited.
         */
        Status: {
            /** Days Left */
            days_left?: number | null;
            /** Expires At */
            expires_at?: string | null;
            /** Gb Left */
            gb_left?: number | null;
            /** Gb Total */
            gb_total?: number | null;
            /** Has Subscription */
            has_subscription: boolean;
            /** Is Active */
            is_active?: boolean | null;
            /** Is Trial */
            is_trial?: boolean | null;
        };
        /**
         * Subscription
         * @description The subscription. A limit or a remainder of null is unlimited.
         */
        Subscription: {
            /** Autopay Enabled */
            autopay_enabled: boolean;
            /**
             * Config Link
             * @description The key, or the subscription's own address while the key is being prepared.
             */
            config_link: string;
            /** Data Limit Bytes */
            data_limit_bytes: number | null;
            /** Data Limit Gb */
            data_limit_gb: number | null;
            /** Data Remaining Bytes */
            data_remaining_bytes: number | null;
            /** Data Remaining Gb */
            data_remaining_gb: number | null;
            /** Data Usage Bytes */
            data_usage_bytes: number;
            /** Data Usage Gb */
            data_usage_gb: number;
            /** Devices Count */
            devices_count: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: number;
            /** Is Active */
            is_active: boolean;
            /** Is Trial */
            is_trial: boolean;
            /** Max Devices */
            max_devices: number;
            /** Panel Sub Uuid */
            panel_sub_uuid: string;
            /**
             * Qr Code Base64
             * @description `config_link` as a QR code.
             */
            qr_code_base64: string;
            server_info: components["schemas"]["ServerInfo"] | null;
            /** Server Squad Id */
            server_squad_id: number | null;
            /**
             * Status
             * @description active, expired or suspended.
             */
            status: string;
            /**
             * Subscription Url
             * @description The subscription's own address: all servers, for every app.
             */
            subscription_url: string;
            /** User Id */
            user_id: number;
        };
        /**
         * Tariff
         * @description One tariff: a period for a price. `price` is what this person is charged now, `original_price` the list price.
         */
        Tariff: {
            /** Data Limit Gb */
            data_limit_gb: number | null;
            /** Description */
            description: string;
            /** Discount Percent */
            discount_percent: number;
            /** Id */
            id: number;
            /** Is Popular */
            is_popular: boolean;
            /** Is Unlimited */
            is_unlimited: boolean;
            /** Max Devices */
            max_devices: number;
            /** Name */
            name: string;
            /** Original Price Kopeks */
            original_price_kopeks: number;
            /** Period Days */
            period_days: number;
            /** Price Kopeks */
            price_kopeks: number;
            /** Price Rubles */
            price_rubles: number;
            /** Sort Order */
            sort_order: number;
        };
        /**
         * Tariffs
         * @description The shop's window.
         */
        Tariffs: {
            /** Tariffs */
            tariffs: components["schemas"]["Tariff"][];
        };
        /**
         * Ticket
         * @description A request in the list.
         */
        Ticket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Last Message */
            last_message: string;
            /**
             * Status
             * @description open, in_progress or closed.
             */
            status: string;
            /** Subject */
            subject: string;
            /**
             * Unread Messages
             * @description Support's messages that have not been read.
             */
            unread_messages: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * Tickets
         * @description The person's requests.
         */
        Tickets: {
            /** Tickets */
            tickets: components["schemas"]["Ticket"][];
        };
        /**
         * TopUp
         * @description How much, and how.
         */
        TopUp: {
            /**
             * Amount Rubles
             * @description Roubles, with two decimals at most.
             */
            amount_rubles: number;
            /** Payment Method */
            payment_method: string;
            /**
             * Return Url
             * @description Where the customer goes after paying: an allowed origin or app scheme.
             */
            return_url?: string | null;
            /**
             * Save Method
             * @description The customer agrees that renewals are charged the same way; ignored where it cannot be.
             * @default false
             */
            save_method?: boolean;
        };
        /**
         * Transaction
         * @description One change of a balance; debits are negative.
         */
        Transaction: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /** Amount Rubles */
            amount_rubles: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Id */
            id: number;
            /** Payment Method */
            payment_method: string | null;
            /**
             * Type
             * @enum {string}
             */
            type: "PAYMENT_COMPLETED" | "SUBSCRIPTION_PURCHASE" | "SUBSCRIPTION_RENEWAL" | "REFERRAL_EARNING" | "WITHDRAWAL" | "BONUS" | "REFUND";
        };
        /**
         * Transactions
         * @description A page of transactions, newest first.
         */
        Transactions: {
            /** Items */
            items: components["schemas"]["Transaction"][];
            /** Page */
            page: number;
            /**
             * Pages
             * @description At least 1.
             */
            pages: number;
            /** Per Page */
            per_page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * TrialInfo
         * @description The free trial, and whether it is to be had now.
         */
        TrialInfo: {
            /** Available */
            available: boolean;
            /** Channel Link */
            channel_link: string | null;
            /** Channel Username */
            channel_username: string | null;
            /** Days */
            days: number;
            /** Gb */
            gb: number;
            /** Max Devices */
            max_devices: number;
            /** Requires Channel Subscription */
            requires_channel_subscription: boolean;
        };
        /**
         * TrialStarted
         * @description The trial has begun.
         */
        TrialStarted: {
            subscription: components["schemas"]["TrialSubscription"];
            /**
             * Success
             * @default true
             */
            success?: boolean;
        };
        /**
         * TrialSubscription
         * @description The trial.
         */
        TrialSubscription: {
            /** Config Link */
            config_link: string;
            /** Data Limit Gb */
            data_limit_gb: number | null;
            /** Devices Count */
            devices_count: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: number;
            /** Qr Code Base64 */
            qr_code_base64: string;
        };
        /**
         * TrialWish
         * @description Where, and for how many devices; both may be left to the shop.
         */
        TrialWish: {
            /**
             * Devices Count
             * @description At most the trial's.
             */
            devices_count?: number | null;
            /** Server Squad Uuid */
            server_squad_uuid?: string | null;
        };
        /**
         * Verification
         * @description The code of the letter.
         */
        Verification: {
            /** Verification Token */
            verification_token: string;
        };
        /**
         * Verified
         * @description The address is confirmed.
         */
        Verified: {
            /** Message */
            message: string;
            /**
             * Reset Token
             * @description null where the password stays; else what sets a new one, by `/auth/reset-password`.
             */
            reset_token: string | null;
        };
        /**
         * Message
         * @description A plain "done".
         */
        web__cabinet__shapes__Message: {
            /** Message */
            message: string;
        };
        /**
         * Message
         * @description One message, the person's own or support's.
         */
        web__cabinet__tickets_shapes__Message: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** From Admin */
            from_admin: boolean;
            /** From User Id */
            from_user_id: number | null;
            /** Id */
            id: number;
            /**
             * Is Read
             * @description Whether the person has read it; their own always are.
             */
            is_read: boolean;
            /** Message */
            message: string;
            /** Ticket Id */
            ticket_id: number;
        };
        /**
         * WidgetLogin
         * @description What the Login Widget gives, unchanged; fields that Telegram adds one day are signed too.
         */
        WidgetLogin: {
            /** Auth Date */
            auth_date: number;
            /** First Name */
            first_name?: string | null;
            /** Hash */
            hash: string;
            /** Id */
            id: number;
            /** Last Name */
            last_name?: string | null;
            /** Photo Url */
            photo_url?: string | null;
            /** Username */
            username?: string | null;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    forgot_password_cabinet_auth_forgot_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgottenPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["web__cabinet__shapes__Message"];
                };
            };
        };
    };
    login_email_cabinet_auth_login_email_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    logout_cabinet_auth_logout_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["web__cabinet__shapes__Message"];
                };
            };
        };
    };
    me_cabinet_auth_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    refresh_cabinet_auth_refresh_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshed"];
                };
            };
        };
    };
    register_email_cabinet_auth_register_email_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    register_email_standalone_cabinet_auth_register_email_standalone_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StandaloneRegistration"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    reset_password_cabinet_auth_reset_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["web__cabinet__shapes__Message"];
                };
            };
        };
    };
    telegram_miniapp_cabinet_auth_telegram_miniapp_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MiniAppLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    telegram_widget_cabinet_auth_telegram_widget_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WidgetLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    verify_email_cabinet_auth_verify_email_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Verification"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verified"];
                };
            };
        };
    };
    balance_cabinet_balance_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
        };
    };
    check_payment_cabinet_balance_check_payment__payment_id__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedPayment"];
                };
            };
        };
    };
    payment_methods_cabinet_balance_payment_methods_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMethods"];
                };
            };
        };
    };
    pending_payments_cabinet_balance_pending_payments_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingPayments"];
                };
            };
        };
    };
    stars_invoice_cabinet_balance_stars_invoice_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once and answered alike for 24 hours; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StarsInvoice"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedStarsInvoice"];
                };
            };
        };
    };
    top_up_cabinet_balance_top_up_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once and answered alike for 24 hours; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUp"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedPayment"];
                };
            };
        };
    };
    transactions_cabinet_balance_transactions_get: {
        parameters: {
            query?: {
                /** @description Page, from 1. */
                page?: number;
                /** @description Rows a page. */
                per_page?: number;
                /** @description One of the types; others have no rows. */
                type?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transactions"];
                };
            };
        };
    };
    branding_cabinet_branding_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branding"];
                };
            };
        };
    };
    info_cabinet_info_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
        };
    };
    language_cabinet_language_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Language"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    activate_cabinet_promocode_activate_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once and answered alike for 24 hours; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Activation"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activated"];
                };
            };
        };
    };
    earnings_cabinet_referral_earnings_get: {
        parameters: {
            query?: {
                /** @description Page, from 1. */
                page?: number;
                /** @description Rows a page. */
                per_page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Earnings"];
                };
            };
        };
    };
    friends_cabinet_referral_referrals_get: {
        parameters: {
            query?: {
                /** @description Page, from 1. */
                page?: number;
                /** @description Rows a page. */
                per_page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Friends"];
                };
            };
        };
    };
    stats_cabinet_referral_stats_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
        };
    };
    places_cabinet_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    end_cabinet_sessions__session_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSession"];
                };
            };
        };
    };
    subscription_cabinet_subscription_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    activate_trial_cabinet_subscription_activate_trial_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialWish"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialStarted"];
                };
            };
        };
    };
    autopay_cabinet_subscription_autopay_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Autopay"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutopaySet"];
                };
            };
        };
    };
    purchase_tariff_cabinet_subscription_purchase_tariff_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once and answered alike for 24 hours; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseWish"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bought"];
                };
            };
        };
    };
    renew_cabinet_subscription_renew_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once and answered alike for 24 hours; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewalWish"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Renewed"];
                };
            };
        };
    };
    renewal_options_cabinet_subscription_renewal_options_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenewalOptions"];
                };
            };
        };
    };
    status_cabinet_subscription_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    on_sale_cabinet_subscription_tariffs_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariffs"];
                };
            };
        };
    };
    trial_info_cabinet_subscription_trial_info_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialInfo"];
                };
            };
        };
    };
    listed_cabinet_tickets_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tickets"];
                };
            };
        };
    };
    create_cabinet_tickets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTicket"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTicket"];
                };
            };
        };
    };
    close_cabinet_tickets__ticket_id__close_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedTicket"];
                };
            };
        };
    };
    messages_cabinet_tickets__ticket_id__messages_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
        };
    };
    write_cabinet_tickets__ticket_id__messages_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentMessage"];
                };
            };
        };
    };
}
