// Written by `npm run types` from the shop's /openapi.json. Not to be edited.

export interface paths {
    "/api/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API's version
         * @description Needs no key.
         */
        get: operations["info_api__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/broadcasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Broadcasts
         * @description The latest first, each with how far it is.
         */
        get: operations["listing_api_admin_v1_broadcasts_get"];
        put?: never;
        /**
         * Tell everybody
         * @description The administrator who asks gets it first, with the progress below; for a program the first of ADMIN_IDS.
         */
        post: operations["start_api_admin_v1_broadcasts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/broadcasts/{broadcast_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a broadcast
         * @description Who has got the message keeps it. One that has ended stays as it is.
         */
        post: operations["cancel_api_admin_v1_broadcasts__broadcast_id__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/broadcasts/audience": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many people a broadcast reaches
         * @description Those who have started the bot, have not stopped it, and whose account is open.
         */
        get: operations["audience_api_admin_v1_broadcasts_audience_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaigns
         * @description The latest first, with what they have brought.
         */
        get: operations["listing_api_admin_v1_campaigns_get"];
        put?: never;
        /**
         * Make a campaign
         * @description Its link works at once.
         */
        post: operations["create_api_admin_v1_campaigns_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/first-steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a fresh shop still lacks
         * @description In the order in which they are done. Hidden by the setting `hide_first_steps`.
         */
        get: operations["steps_api_admin_v1_first_steps_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is asking
         * @description An administrator or a program of theirs, and the shop that answers.
         */
        get: operations["me_api_admin_v1_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ways to pay
         * @description All that the shop knows, in the order in which customers see them.
         */
        get: operations["ways_api_admin_v1_methods_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/methods/{method_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Offer a way to pay
         * @description All its options at once; what is left out is as it comes. It holds within two seconds in every process.
         */
        put: operations["change_api_admin_v1_methods__method_id__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The numbers of the day
         * @description And what wants attention.
         */
        get: operations["overview_api_admin_v1_overview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payments
         * @description Newest first.
         */
        get: operations["payments_api_admin_v1_payments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments/{payment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A payment
         * @description As it is now, and what can be done with it.
         */
        get: operations["payment_api_admin_v1_payments__payment_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments/{payment_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Credit it
         * @description A payment in review: what really came is credited, and what it was for is done where enough came.
         */
        post: operations["accept_api_admin_v1_payments__payment_id__accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments/{payment_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the vendor now
         * @description And book what it says. One that was asked a moment ago is not asked again.
         */
        post: operations["check_api_admin_v1_payments__payment_id__check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments/{payment_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close it
         * @description A payment in review: nothing is credited.
         */
        post: operations["dismiss_api_admin_v1_payments__payment_id__dismiss_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/payments/{payment_id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it back
         * @description The whole of it, through its vendor; `refunding` while that does not answer: it is asked again by itself.
         */
        post: operations["refund_api_admin_v1_payments__payment_id__refund_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/promocodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Promocodes
         * @description The latest first.
         */
        get: operations["listing_api_admin_v1_promocodes_get"];
        put?: never;
        /**
         * Make a promocode
         * @description One of kind tariff gives a period of a tariff, on sale or not.
         */
        post: operations["create_api_admin_v1_promocodes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/promocodes/{promocode_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let nobody use a code any more
         * @description What it has given stays given.
         */
        post: operations["disable_api_admin_v1_promocodes__promocode_id__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/promocodes/{promocode_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let people use a code again
         * @description As far as its limits let them.
         */
        post: operations["enable_api_admin_v1_promocodes__promocode_id__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Purchases
         * @description One person's or everybody's, newest first.
         */
        get: operations["listing_api_admin_v1_purchases_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/purchases/{entry_id}/refund-to-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Money back to the balance
         * @description Of one purchase, once; the subscription stays as it is.
         */
        post: operations["refund_api_admin_v1_purchases__entry_id__refund_to_balance_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sales by the day
         * @description Days of the shop's zone, zeros too; what was sold, how it was paid, and the totals of the time before.
         */
        get: operations["sales_api_admin_v1_sales_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Servers
         * @description With what is known of their health; asks no panel.
         */
        get: operations["listing_api_admin_v1_servers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/servers/{server_id}": {
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
         * Change a server
         * @description What is named is changed, all of it or nothing. Keys that live there go on living.
         */
        patch: operations["change_api_admin_v1_servers__server_id__patch"];
        trace?: never;
    };
    "/api/admin/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings
         * @description All of them, with names and sentences in the language of `Accept-Language`.
         */
        get: operations["settings_api_admin_v1_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings
         * @description It holds within two seconds in every process. A refusal names its `field`.
         */
        patch: operations["change_api_admin_v1_settings_patch"];
        trace?: never;
    };
    "/api/admin/v1/settings/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what
         * @description Newest first.
         */
        get: operations["history_api_admin_v1_settings_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/history/{version}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a change
         * @description Everything that it changed is as it was before it; that is a change of its own.
         */
        post: operations["undo_api_admin_v1_settings_history__version__undo_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/test/channel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the channel
         * @description Whether the bot is its administrator.
         */
        post: operations["channel_api_admin_v1_settings_test_channel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/test/letter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a letter
         * @description To `email`, else to the caller's own address; says what the mail server answered.
         */
        post: operations["letter_api_admin_v1_settings_test_letter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/test/reality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the Reality target
         * @description Whether it can serve, and has the server name; takes seconds.
         */
        post: operations["reality_api_admin_v1_settings_test_reality_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/test/timezone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the time zone
         * @description What time it is there.
         */
        post: operations["timezone_api_admin_v1_settings_test_timezone_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/settings/test/vendor/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a vendor's credentials
         * @description By a question that makes nothing, with those in `values`, else with the stored ones.
         */
        post: operations["vendor_api_admin_v1_settings_test_vendor__name__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tariffs
         * @description Those off sale too, in the order of the shop window.
         */
        get: operations["listing_api_admin_v1_tariffs_get"];
        put?: never;
        /**
         * Put a tariff on sale
         * @description It is in the shop window at once.
         */
        post: operations["create_api_admin_v1_tariffs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tariffs/{tariff_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a tariff
         * @description All its terms, for future sales; subscriptions that were sold keep what was paid for.
         */
        put: operations["edit_api_admin_v1_tariffs__tariff_id__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tariffs/{tariff_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a tariff off sale
         * @description Whoever has bought it keeps it.
         */
        post: operations["disable_api_admin_v1_tariffs__tariff_id__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tariffs/{tariff_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a tariff on sale again
         * @description It is in the shop window at once.
         */
        post: operations["enable_api_admin_v1_tariffs__tariff_id__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Texts
         * @description All texts of a language in the order of the product.
         */
        get: operations["listing_api_admin_v1_texts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/texts/{language}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One text
         * @description The product's, and the owner's if there is one.
         */
        get: operations["one_api_admin_v1_texts__language___key__get"];
        /**
         * Say something else
         * @description It is said within two seconds everywhere. The product's own text puts that back.
         */
        put: operations["save_api_admin_v1_texts__language___key__put"];
        post?: never;
        /**
         * Say the product's text again
         * @description The history of settings keeps the owner's, and can put it back.
         */
        delete: operations["reset_api_admin_v1_texts__language___key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/texts/{language}/{key}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a text
         * @description A text that is not saved, with sample values; it is checked as if it were to be saved.
         */
        post: operations["preview_api_admin_v1_texts__language___key__preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tickets
         * @description Open ones: the longest waiting first; all: the latest first.
         */
        get: operations["listing_api_admin_v1_tickets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tickets/{ticket_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A ticket
         * @description With its last messages, oldest first. Reading changes nothing.
         */
        get: operations["ticket_api_admin_v1_tickets__ticket_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tickets/{ticket_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a ticket
         * @description The customer is told. Closing a closed one changes nothing.
         */
        post: operations["close_api_admin_v1_tickets__ticket_id__close_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tickets/{ticket_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer
         * @description The customer hears of it at once; the first answer takes the ticket into work.
         */
        post: operations["write_api_admin_v1_tickets__ticket_id__messages_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People
         * @description Newest first, each with their newest subscription.
         */
        get: operations["users_api_admin_v1_users_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person
         * @description Everything about them.
         */
        get: operations["user_api_admin_v1_users__user_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close an account
         * @description No service and no purchases until it is opened again.
         */
        post: operations["block_api_admin_v1_users__user_id__block_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/grant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Money to or from a balance
         * @description With a minus it is taken away. The same `Idempotency-Key` gives once, for ever.
         */
        post: operations["grant_api_admin_v1_users__user_id__grant_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/reissue-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new link
         * @description And new credentials: whoever holds the old ones is cut off.
         */
        post: operations["reissue_api_admin_v1_users__user_id__reissue_link_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the service on again
         * @description Where an operator has stopped it; nothing changes elsewhere.
         */
        post: operations["resume_api_admin_v1_users__user_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the service
         * @description Of a subscription that runs; one that does not run stays as it is. The period goes on meanwhile.
         */
        post: operations["suspend_api_admin_v1_users__user_id__suspend_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{user_id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open an account again
         * @description There is service again, as long as it was paid for.
         */
        post: operations["unblock_api_admin_v1_users__user_id__unblock_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/vendors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payment vendors
         * @description All that the shop knows, those too that are not set up.
         */
        get: operations["listing_api_admin_v1_vendors_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/vendors/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A payment vendor
         * @description The same about one.
         */
        get: operations["one_api_admin_v1_vendors__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/vendors/{name}/offered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch a vendor on or off
         * @description All its methods at once. Its credentials stay; what was asked for before is still taken.
         */
        put: operations["offer_api_admin_v1_vendors__name__offered_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Backups
         * @description Newest first.
         */
        get: operations["listing_api_backups_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{file}": {
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
         * Remove a backup
         * @description For good.
         */
        delete: operations["delete_api_backups__file__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{file}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a backup holds
         * @description Keys and servers, without credentials.
         */
        get: operations["preview_api_backups__file__preview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{file}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a backup
         * @description A dry run, unless `preview` is false. What is there is backed up; then the process ends, and its next start
         *     restores before anything is opened. When that fails, everything is as it was, and an event says so.
         */
        post: operations["restore_api_backups__file__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a backup
         * @description Of one moment, while the shop goes on; encrypted where BACKUP_PASSWORD is set.
         */
        post: operations["create_api_backups_create_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collector/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it at once
         * @description Counters are read where the engine answers, then everything is folded.
         */
        post: operations["run_api_collector_run_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collector/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the collector is
         * @description `lag_days` is how long ago the newest day with traffic was.
         */
        get: operations["status_api_collector_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collector/toggle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch it on or off
         * @description Off, reports by the hour stand still; traffic is counted and held against what was bought all the same.
         */
        post: operations["toggle_api_collector_toggle_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What has happened
         * @description The newest first; names in any case. Kept for half a year.
         */
        get: operations["events_api_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers of events
         * @description By type, by severity, by service.
         */
        get: operations["stats_api_events_stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys
         * @description Oldest first.
         */
        get: operations["list_keys_api_keys_get"];
        put?: never;
        /**
         * Make a key
         * @description With a port of its own; it serves when this is answered.
         */
        post: operations["create_api_keys_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A key
         * @description By its id or its VLESS UUID, as everywhere.
         */
        get: operations["get_key_api_keys__key_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete a key
         * @description Refused at once, its port is free. What it moved stays in reports by day and month until a clean-up.
         *
         *     After a 500 the key is deleted all the same, and Xray forgets it as soon as it answers.
         */
        delete: operations["delete_api_keys__key_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A key's share link
         * @description The link stays the same for as long as the key keeps its port.
         */
        get: operations["config_api_keys__key_id__config_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/traffic/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A key since it was made, by day
         * @description Zeros for a key that was never used.
         */
        get: operations["history_of_api_keys__key_id__traffic_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/traffic/history/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a key's history
         * @description Its days are dropped and its sums begin anew; the current counter stays.
         */
        post: operations["reset_history_api_keys__key_id__traffic_history_reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/traffic/monthly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A key in one month, by day
         * @description Zeros for a month without traffic.
         */
        get: operations["monthly_of_api_keys__key_id__traffic_monthly_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/traffic/simple": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Current traffic of a key
         * @description Since its counter was reset.
         */
        get: operations["simple_of_api_keys__key_id__traffic_simple_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{key_id}/traffic/simple/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a key's current counter
         * @description It counts from zero; the history stays.
         */
        post: operations["reset_simple_api_keys__key_id__traffic_simple_reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is online
         * @description Keys seen within five minutes, the busiest first.
         */
        get: operations["now_api_live_now_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A time series
         * @description Bytes within each bucket, or the most connections or users at one time; empty buckets are 0.
         */
        get: operations["series_api_live_series_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Those with most
         * @description By bytes, or by the most connections at one time; most first.
         */
        get: operations["top_api_live_top_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description Needs no token.
         */
        get: operations["ping_api_ping_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ports/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ports
         * @description Whether somebody listens at each port of the shop; within a second.
         */
        get: operations["ports_api_ports_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings
         * @description Those of the panel and the collector can be changed; those of the engine stand in the environment.
         */
        get: operations["settings_api_settings_get"];
        put?: never;
        /**
         * Change settings
         * @description What is named is changed, the rest stays. All of it is taken, or nothing.
         */
        post: operations["save_api_settings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/config-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether Xray holds the shop's keys
         * @description As the running Xray says; a program sees its own keys, the owner strangers too.
         */
        get: operations["config_status_api_system_config_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/ports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ports of keys
         * @description A program sees its own keys' ports, and how many are left for everybody.
         */
        get: operations["ports_api_system_ports_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/ports/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring keys to the first ports of the range
         * @description The program's own keys. Links of those that move change; a key that has such a port already keeps it.
         */
        post: operations["reset_ports_api_system_ports_reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/ports/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether ports are as assigned
         * @description Within the range, open in the running Xray, and no port open that is no key's.
         */
        get: operations["ports_status_api_system_ports_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The machine
         * @description Processor, memory, and the disk with the shop's data.
         */
        get: operations["resources_api_system_resources_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart a service
         * @description `xray` at once. `ui` answers, then ends this process gracefully for its supervisor to start it again.
         */
        post: operations["restart_api_system_restart_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Services
         * @description This process, the embedded Xray, and the shop's own web site.
         */
        get: operations["status_api_system_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/sync-config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Xray hold the shop's keys
         * @description Only what differs is changed; connections and links of everybody else stay. Xray is not restarted.
         */
        post: operations["sync_config_api_system_sync_config_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/traffic/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The machine's network interfaces
         * @description Of the machine that answers, since it started, without the loopback.
         */
        get: operations["traffic_summary_api_system_traffic_summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/verify-reality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the Reality settings and their target
         * @description Keys, short ids, and the site that Reality shows, asked as Xray asks it; takes seconds. Changes nothing.
         */
        post: operations["verify_reality_api_system_verify_reality_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/xray/config-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Xray listens with
         * @description Inbounds of the running Xray that are the program's affair, all of them for the owner.
         */
        get: operations["config_status_api_system_xray_config_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/xray/sync-config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Xray hold the shop's keys
         * @description The same as `/api/system/sync-config`.
         */
        post: operations["sync_config_api_system_xray_sync_config_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/xray/validate-sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What differs between the keys and Xray
         * @description Missing are keys that do not get in, extra is what gets in and is no key.
         */
        get: operations["validate_sync_api_system_xray_validate_sync_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tests/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The self-checks
         * @description Each with how it ended last.
         */
        get: operations["listing_api_tests_list_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tests/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Run the self-checks
         * @description One run at a time, some seconds. `ok` says that it happened, `results.success` that all is in order.
         */
        get: operations["run_api_tests_run_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tests/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether they run now
         * @description And when they ran last.
         */
        get: operations["status_api_tests_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/daily/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys on one day
         * @description Also keys deleted since. Zeros for a day without traffic.
         */
        get: operations["daily_api_traffic_daily__date__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys since they were made
         * @description Keys that exist; with those deleted since, months and days are reported.
         */
        get: operations["history_api_traffic_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/history/cleanup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget old days
         * @description Of the program's keys, also of those deleted since; sums of all time stay.
         */
        post: operations["clean_up_api_traffic_history_cleanup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/monthly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys in one month
         * @description With keys deleted since that were used in it.
         */
        get: operations["monthly_api_traffic_monthly_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/simple": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Current traffic of all keys
         * @description By port, since each key's counter was reset.
         */
        get: operations["simple_api_traffic_simple_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traffic/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every active key with its traffic
         * @description Without an envelope.
         */
        get: operations["status_api_traffic_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage of the last days
         * @description Bytes and sessions of everybody by the day, beside those of as many days before. Up to a minute old.
         */
        get: operations["dashboard_api_usage_dashboard_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/dashboard/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage up to one day
         * @description The same, ending on a day of one's choice, with a summary of it. A day without data is zeros.
         */
        get: operations["dashboard_of_day_api_usage_dashboard__date__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/dates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Days that hold data
         * @description Newest first.
         */
        get: operations["dates_api_usage_dates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every key
         * @description Customers' keys, programs' and the operator's own, oldest first.
         */
        get: operations["users_api_users_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let somebody in
         * @description A key of the operator's own: it lasts until it is deleted, without limits.
         */
        post: operations["add_api_users_add_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a key back
         * @description Refused at once; a customer's key is given up for good, the subscription stays.
         */
        post: operations["delete_api_users_delete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/kick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New credentials
         * @description Sessions end, and links that were given out stop working.
         */
        post: operations["kick_api_users_kick_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The key's link
         * @description By e-mail, by VLESS id, or by both, which must agree. A customer's is for the owner alone.
         */
        get: operations["link_api_users_link_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What went through keys
         * @description Of all time, by e-mail.
         */
        get: operations["stats_api_users_stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/update-alias": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A word beside the name
         * @description An empty one removes it. Nobody's connection is touched.
         */
        post: operations["update_alias_api_users_update_alias_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/xray/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The engine's configuration
         * @description As Xray's JSON. Private keys, passwords and VLESS ids are `***`.
         */
        get: operations["config_api_xray_config_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/xray/reality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reality settings
         * @description What links name; nothing of it is a secret.
         */
        get: operations["reality_api_xray_reality_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/xray/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart the engine
         * @description Counters are saved first; connections end.
         */
        post: operations["restart_api_xray_restart_post"];
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
         * AddedUser
         * @description The new key.
         */
        AddedUser: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            user: components["schemas"]["User"];
            /** Uuid */
            uuid: string;
        };
        /**
         * AddUser
         * @description Whom to let in.
         */
        AddUser: {
            /** Email */
            email: string;
        };
        /**
         * AdminAttention
         * @description How much waits for an operator.
         */
        AdminAttention: {
            /**
             * Keys Behind
             * @description Keys whose panel has not followed yet.
             */
            keys_behind: number;
            /** Open Tickets */
            open_tickets: number;
            /** Payments In Review */
            payments_in_review: number;
            /** Servers In Trouble */
            servers_in_trouble: number;
        };
        /**
         * AdminAudience
         * @description How many people a broadcast would reach now.
         */
        AdminAudience: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** People */
            people: number;
        };
        /**
         * AdminBroadcast
         * @description A message to everybody, and how far it is. `by` is who began it, such as `admin:900`.
         */
        AdminBroadcast: {
            /** By */
            by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Failed */
            failed: number;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /** Sent */
            sent: number;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "finished" | "cancelled";
            /** Total */
            total: number;
        };
        /**
         * AdminBroadcastAnswer
         * @description One broadcast.
         */
        AdminBroadcastAnswer: {
            broadcast: components["schemas"]["AdminBroadcast"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * AdminBroadcasts
         * @description Broadcasts, the latest first.
         */
        AdminBroadcasts: {
            /** Items */
            items: components["schemas"]["AdminBroadcast"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminCampaign
         * @description An advertisement with a start link of its own. `paid_kopeks` is what its people have paid from outside.
         */
        AdminCampaign: {
            /** Bonus Days */
            bonus_days: number;
            /** Bonus Kopeks */
            bonus_kopeks: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: number;
            /**
             * Link
             * @description null while Telegram does not tell the bot's name.
             */
            link: string | null;
            /** Name */
            name: string;
            /** Paid Kopeks */
            paid_kopeks: number;
            /** People */
            people: number;
            /** Start Param */
            start_param: string;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminCampaignAnswer
         * @description One campaign.
         */
        AdminCampaignAnswer: {
            campaign: components["schemas"]["AdminCampaign"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * AdminCampaigns
         * @description Campaigns, the latest first.
         */
        AdminCampaigns: {
            /** Items */
            items: components["schemas"]["AdminCampaign"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminCan
         * @description What can be done with a payment now.
         */
        AdminCan: {
            /** Accept */
            accept: boolean;
            /** Check */
            check: boolean;
            /** Dismiss */
            dismiss: boolean;
            /** Refund */
            refund: boolean;
        };
        /**
         * AdminConversation
         * @description A ticket with its last messages, oldest first.
         */
        AdminConversation: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Messages */
            messages: components["schemas"]["AdminTicketMessage"][];
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "in_progress" | "closed";
            /** Subject */
            subject: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            user: components["schemas"]["AdminPerson"];
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminDay
         * @description One day of the shop.
         */
        AdminDay: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** New Users */
            new_users: number;
            /** Payments */
            payments: number;
            /** Revenue Kopeks */
            revenue_kopeks: number;
            /** Sales */
            sales: number;
            /** Trials */
            trials: number;
        };
        /**
         * AdminDismissal
         * @description Why a payment is not credited; for the events.
         */
        AdminDismissal: {
            /**
             * Note
             * @default
             */
            note?: string;
        };
        /**
         * AdminEntry
         * @description One change of a balance; debits are negative. `by` is who made it, such as `admin:900` or `shop`.
         */
        AdminEntry: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /** By */
            by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "top_up" | "purchase" | "renewal" | "refund" | "grant" | "promocode" | "campaign" | "referral_reward" | "referral_clawback";
            /** Note */
            note: string;
        };
        /**
         * AdminFirstSteps
         * @description What a fresh shop needs before its first sale. `shown` until all is done or the owner hides it.
         */
        AdminFirstSteps: {
            /**
             * May Change
             * @description Whether whoever asks may hide it: the shop's owner may.
             */
            may_change: boolean;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Shown */
            shown: boolean;
            /** Steps */
            steps: components["schemas"]["AdminStep"][];
        };
        /**
         * AdminGrant
         * @description Money for a balance, or with a minus from it.
         */
        AdminGrant: {
            /**
             * Kopeks
             * @description Not 0.
             */
            kopeks: number;
            /**
             * Reason
             * @description For the ledger.
             * @default
             */
            reason?: string;
        };
        /**
         * AdminKey
         * @description A key of a person's. `link` is ready once its panel has given one; `error` is why the panel refuses it.
         */
        AdminKey: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Error */
            error: string | null;
            /** Id */
            id: number;
            /**
             * Link
             * @enum {string}
             */
            link: "ready" | "preparing" | "none";
            /** Name */
            name: string;
            /** Online At */
            online_at: string | null;
            server: components["schemas"]["AdminKeyServer"];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "expired" | "suspended" | "revoked";
        };
        /**
         * AdminKeyServer
         * @description Where a key lives.
         */
        AdminKeyServer: {
            /** Flag */
            flag: string;
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * AdminLetterTest
         * @description Where a test letter goes; without it to the caller's own address.
         */
        AdminLetterTest: {
            /** Email */
            email?: string | null;
            /** Values */
            values?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * AdminListedTicket
         * @description A ticket in a list, and what was said last.
         */
        AdminListedTicket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Last By Staff */
            last_by_staff: boolean;
            /** Last Message */
            last_message: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "in_progress" | "closed";
            /** Subject */
            subject: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            user: components["schemas"]["AdminPerson"];
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminMe
         * @description Who is asking. A program is called as its API key is.
         */
        AdminMe: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "admin" | "program";
            /** Name */
            name: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            shop: components["schemas"]["AdminShop"];
            /** Telegram Id */
            telegram_id: number | null;
        };
        /**
         * AdminMethod
         * @description A way to pay. Limits that hold are those of the vendor and of the owner together.
         */
        AdminMethod: {
            /** Currency */
            currency: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /**
             * Is Configured
             * @description Whether its vendor is set up.
             */
            is_configured: boolean;
            /** Max Kopeks */
            max_kopeks: number | null;
            /**
             * Min Kopeks
             * @description null while its vendor is not set up.
             */
            min_kopeks: number | null;
            options: components["schemas"]["AdminMethodOptions-Output"];
            /**
             * Title
             * @description As customers see it.
             */
            title: string;
            /** Vendor */
            vendor: string;
        };
        /**
         * AdminMethodAnswer
         * @description One of them.
         */
        AdminMethodAnswer: {
            method: components["schemas"]["AdminMethod"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * AdminMethodOptions
         * @description How a way to pay is offered.
         */
        "AdminMethodOptions-Input": {
            /**
             * @default {
             *       "ru": "",
             *       "en": ""
             *     }
             */
            descriptions?: components["schemas"]["MethodDescriptions"];
            /**
             * Icon
             * @description An emoji, or the name of a picture; empty is the method's own.
             * @default
             */
            icon?: string;
            /** Least Kopeks */
            least_kopeks?: number | null;
            /** Most Kopeks */
            most_kopeks?: number | null;
            /**
             * @default {
             *       "ru": "",
             *       "en": ""
             *     }
             */
            names?: components["schemas"]["MethodNames"];
            /**
             * Offered
             * @description What was asked for before is still taken when it is false.
             * @default true
             */
            offered?: boolean;
            /**
             * Order
             * @description The smaller, the earlier it stands.
             * @default 500
             */
            order?: number;
            /**
             * Percent
             * @description A surcharge on what the customer pays; below zero a discount. The balance gets the sum.
             * @default 0
             */
            percent?: number | string;
        };
        /**
         * AdminMethodOptions
         * @description How a way to pay is offered.
         */
        "AdminMethodOptions-Output": {
            /**
             * @default {
             *       "ru": "",
             *       "en": ""
             *     }
             */
            descriptions?: components["schemas"]["MethodDescriptions"];
            /**
             * Icon
             * @description An emoji, or the name of a picture; empty is the method's own.
             * @default
             */
            icon?: string;
            /** Least Kopeks */
            least_kopeks?: number | null;
            /** Most Kopeks */
            most_kopeks?: number | null;
            /**
             * @default {
             *       "ru": "",
             *       "en": ""
             *     }
             */
            names?: components["schemas"]["MethodNames"];
            /**
             * Offered
             * @description What was asked for before is still taken when it is false.
             * @default true
             */
            offered?: boolean;
            /**
             * Order
             * @description The smaller, the earlier it stands.
             * @default 500
             */
            order?: number;
            /**
             * Percent
             * @description A surcharge on what the customer pays; below zero a discount. The balance gets the sum.
             * @default 0
             */
            percent?: string;
        };
        /**
         * AdminMethods
         * @description Every way to pay, and the pictures that one may have.
         */
        AdminMethods: {
            /** Icons */
            icons: string[];
            /** Items */
            items: components["schemas"]["AdminMethod"][];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * AdminNewBroadcast
         * @description What everybody is told, as plain text.
         */
        AdminNewBroadcast: {
            /** Text */
            text: string;
        };
        /**
         * AdminNewCampaign
         * @description A new start link, and the welcome gift of whoever comes through it.
         */
        AdminNewCampaign: {
            /**
             * Bonus Days
             * @default 0
             */
            bonus_days?: number;
            /**
             * Bonus Kopeks
             * @default 0
             */
            bonus_kopeks?: number;
            /** Name */
            name: string;
            /**
             * Start Param
             * @description The end of its link.
             */
            start_param: string;
        };
        /**
         * AdminNewPromocode
         * @description A new code: a `value` for every kind but a tariff, which wants `tariff_id`.
         */
        AdminNewPromocode: {
            /**
             * Code
             * @description Capitals do not matter.
             */
            code: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "balance" | "days" | "traffic" | "discount" | "tariff";
            /**
             * New Users Only
             * @default false
             */
            new_users_only?: boolean;
            /** Tariff Id */
            tariff_id?: number | null;
            /**
             * Uses
             * @description How many people may use it; null for any number.
             */
            uses?: number | null;
            /**
             * Valid Until
             * @description RFC 3339 with a zone; null for ever.
             */
            valid_until?: string | null;
            /**
             * Value
             * @description Kopeks, days, gigabytes or percent by kind.
             * @default 0
             */
            value?: number;
        };
        /**
         * AdminNumbers
         * @description What happened within some time. `revenue_kopeks` is money from outside, `sales` are paid from balances.
         */
        AdminNumbers: {
            /** New Users */
            new_users: number;
            /** Payments */
            payments: number;
            /** Revenue Kopeks */
            revenue_kopeks: number;
            /** Sales */
            sales: number;
            /** Trials */
            trials: number;
        };
        /**
         * AdminOverview
         * @description The numbers of the day, and what wants attention.
         */
        AdminOverview: {
            attention: components["schemas"]["AdminAttention"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            today: components["schemas"]["AdminToday"];
        };
        /**
         * AdminPayment
         * @description A payment. `amount` is what the vendor was asked for, in its currency; `reason` why it waits for a decision.
         */
        AdminPayment: {
            /** Amount */
            amount: string;
            /**
             * Came
             * @description What really came, of one that waits for a decision.
             */
            came?: string | null;
            can: components["schemas"]["AdminCan"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Credited Kopeks */
            credited_kopeks: number;
            /** External Id */
            external_id: string | null;
            /** Id */
            id: number;
            /** Method */
            method: string;
            /** Provider */
            provider: string;
            /** Reason */
            reason: string | null;
            /** Refunded At */
            refunded_at: string | null;
            /**
             * Reversed At
             * @description When the vendor took it back by itself.
             */
            reversed_at: string | null;
            /** Settled At */
            settled_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "completed" | "failed" | "expired" | "review" | "dismissed" | "refunding" | "refunded";
            /**
             * Title
             * @description What the method is called.
             */
            title: string;
            user: components["schemas"]["AdminPerson"];
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
            /**
             * Worth Kopeks
             * @description What accepting it would credit; null where nothing can be.
             */
            worth_kopeks?: number | null;
        };
        /**
         * AdminPaymentAnswer
         * @description One payment.
         */
        AdminPaymentAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            payment: components["schemas"]["AdminPayment"];
        };
        /**
         * AdminPayments
         * @description Payments, newest first; `providers` are those that are switched on.
         */
        AdminPayments: {
            /** Items */
            items: components["schemas"]["AdminPayment"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /** Providers */
            providers: string[];
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminPerson
         * @description Somebody, as far as a list needs it.
         */
        AdminPerson: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * AdminPromocode
         * @description A code. `value` is kopeks, days, gigabytes or percent by kind, 0 for a tariff.
         */
        AdminPromocode: {
            /** Code */
            code: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "balance" | "days" | "traffic" | "discount" | "tariff";
            /** New Users Only */
            new_users_only: boolean;
            tariff: components["schemas"]["AdminPromocodeTariff"] | null;
            /**
             * Used
             * @description How many people have used it.
             */
            used: number;
            /**
             * Uses Left
             * @description null for any number.
             */
            uses_left: number | null;
            /** Valid From */
            valid_from: string | null;
            /** Valid Until */
            valid_until: string | null;
            /** Value */
            value: number;
        };
        /**
         * AdminPromocodeAnswer
         * @description One code.
         */
        AdminPromocodeAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            promocode: components["schemas"]["AdminPromocode"];
        };
        /**
         * AdminPromocodes
         * @description Codes, the latest first.
         */
        AdminPromocodes: {
            /** Items */
            items: components["schemas"]["AdminPromocode"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminPromocodeTariff
         * @description The tariff that a code gives.
         */
        AdminPromocodeTariff: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * AdminPurchase
         * @description What was paid from a balance. `returned` once the money is on the balance again.
         */
        AdminPurchase: {
            /** Amount Kopeks */
            amount_kopeks: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Entry Id */
            entry_id: number;
            /** Returned */
            returned: boolean;
            user: components["schemas"]["AdminPerson"];
            /** What */
            what: string;
        };
        /**
         * AdminPurchases
         * @description Purchases, newest first.
         */
        AdminPurchases: {
            /** Items */
            items: components["schemas"]["AdminPurchase"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminReply
         * @description What to answer the customer.
         */
        AdminReply: {
            /** Text */
            text: string;
        };
        /**
         * AdminReturned
         * @description The purchase, and the balance after its money has come back.
         */
        AdminReturned: {
            /** Balance Kopeks */
            balance_kopeks: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            purchase: components["schemas"]["AdminPurchase"];
        };
        /**
         * AdminSales
         * @description Every day, oldest first; `previous` is the equally long time before them.
         */
        AdminSales: {
            /** Days */
            days: components["schemas"]["AdminDay"][];
            /** Methods */
            methods: components["schemas"]["AdminUsedMethod"][];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            previous: components["schemas"]["AdminNumbers"];
            /** Tariffs */
            tariffs: components["schemas"]["AdminSoldTariff"][];
            totals: components["schemas"]["AdminNumbers"];
        };
        /**
         * AdminServer
         * @description A place of service. `health` is what is known by now: ok, behind (keys wait for its panel), trouble.
         */
        AdminServer: {
            /**
             * Capacity
             * @description How many keys it takes, null for as many as come.
             */
            capacity: number | null;
            /** Country */
            country: string;
            /**
             * Enabled
             * @description Whether new sales may live there.
             */
            enabled: boolean;
            /** Flag */
            flag: string;
            /**
             * Health
             * @enum {string}
             */
            health: "ok" | "behind" | "trouble";
            /** Id */
            id: number;
            /**
             * Keys
             * @description Of running subscriptions.
             */
            keys: number;
            /** Keys Behind */
            keys_behind: number;
            /** Name */
            name: string;
            /**
             * Panel
             * @description The kind of its panel: xray, marzban, remnawave.
             */
            panel: string;
            /** Trouble */
            trouble: string | null;
            /** Trouble Since */
            trouble_since: string | null;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminServerAnswer
         * @description One server.
         */
        AdminServerAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            server: components["schemas"]["AdminServer"];
        };
        /**
         * AdminServerChanges
         * @description What is named is changed, the rest stays; `capacity` null takes as many keys as come.
         */
        AdminServerChanges: {
            /** Capacity */
            capacity?: number | null;
            /** Country */
            country?: string | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Name */
            name?: string | null;
        };
        /**
         * AdminServers
         * @description Servers in the order of the shop window.
         */
        AdminServers: {
            /** Items */
            items: components["schemas"]["AdminServer"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminSetting
         * @description One setting as it holds now. The value of a secret is told to nobody.
         */
        AdminSetting: {
            /**
             * Choice Titles
             * @description The choices in words.
             */
            choice_titles: {
                [key: string]: string;
            };
            /** Choices */
            choices: string[];
            default: components["schemas"]["JsonValue"];
            /** Group */
            group: string;
            /** Help */
            help: string;
            /**
             * Is Set
             * @description Whether it is anything else than its default.
             */
            is_set: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "secret" | "integer" | "number" | "boolean" | "choice" | "list" | "moment" | "color" | "table";
            /**
             * Least
             * @description Of a number, or of a text's length.
             */
            least: number | null;
            /** Most */
            most: number | null;
            /** Name */
            name: string;
            /**
             * Source
             * @description The environment's cannot be changed.
             * @enum {string}
             */
            source: "default" | "shop" | "environment";
            /** Title */
            title: string;
            /** Unit */
            unit: string | null;
            /**
             * Unused
             * @description Stored, but it does not fit, or its key is gone: enter it again.
             */
            unused: boolean;
            value: components["schemas"]["JsonValue"];
        };
        /**
         * AdminSettingChange
         * @description One setting's part of a change; null is the default. Values of secrets are told to nobody.
         */
        AdminSettingChange: {
            /** Name */
            name: string;
            /** New */
            new: unknown;
            /** Old */
            old: unknown;
            /** Secret */
            secret: boolean;
            /** Title */
            title: string;
        };
        /**
         * AdminSettingGroup
         * @description What stands together.
         */
        AdminSettingGroup: {
            /** Name */
            name: string;
            /**
             * Place
             * @description Whether it belongs to the shop or to payment vendors.
             * @enum {string}
             */
            place: "shop" | "vendors";
            /** Title */
            title: string;
            /**
             * Webhook Url
             * @description Where a vendor sends its webhooks; null without PUBLIC_URL.
             */
            webhook_url: string | null;
        };
        /**
         * AdminSettings
         * @description Every setting of the shop, in the order in which it is shown; `version` is what a change is made over.
         */
        AdminSettings: {
            /** Groups */
            groups: components["schemas"]["AdminSettingGroup"][];
            /**
             * May Change
             * @description Whether whoever asks may change them: the shop's owner may.
             */
            may_change: boolean;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Settings */
            settings: components["schemas"]["AdminSetting"][];
            /** Version */
            version: number;
        };
        /**
         * AdminSettingsChange
         * @description What to set, by name; null puts the default back. All of it is taken, or nothing.
         */
        AdminSettingsChange: {
            /** Values */
            values: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Version
             * @description What was read; a newer one is a refusal by 409.
             */
            version?: number | null;
        };
        /**
         * AdminSettingsHistory
         * @description Changes, newest first.
         */
        AdminSettingsHistory: {
            /** Items */
            items: components["schemas"]["AdminSettingsVersion"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminSettingsVersion
         * @description What was changed in one go.
         */
        AdminSettingsVersion: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            /** Changes */
            changes: components["schemas"]["AdminSettingChange"][];
            /** Version */
            version: number;
        };
        /**
         * AdminSettingTest
         * @description Settings to test with, by name, that are not saved; the others are as they stand.
         */
        AdminSettingTest: {
            /** Values */
            values?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * AdminSettingTested
         * @description What came of a test. It never holds a secret.
         */
        AdminSettingTested: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Passed */
            passed: boolean;
            /** Text */
            text: string;
        };
        /**
         * AdminShop
         * @description The shop itself.
         */
        AdminShop: {
            /**
             * Bot Username
             * @description null while Telegram does not answer.
             */
            bot_username: string | null;
            /**
             * Currency
             * @default RUB
             * @constant
             */
            currency?: "RUB";
            /** Name */
            name: string;
            /**
             * Timezone
             * @description The zone of the shop's days.
             */
            timezone: string;
            /** Version */
            version: string;
        };
        /**
         * AdminSoldTariff
         * @description What was sold under a name; `tariff_id` is null where no tariff is called so any more.
         */
        AdminSoldTariff: {
            /** Kopeks */
            kopeks: number;
            /** Sales */
            sales: number;
            /** Tariff Id */
            tariff_id: number | null;
            /** Title */
            title: string;
        };
        /**
         * AdminStep
         * @description One of the first steps of a fresh shop.
         */
        AdminStep: {
            /** Done */
            done: boolean;
            /**
             * Name
             * @enum {string}
             */
            name: "name" | "tariff" | "payment" | "address" | "backup" | "purchase";
        };
        /**
         * AdminSubscription
         * @description A person's newest subscription. `status` is active, expired or suspended; `tariff` is null for a trial.
         */
        AdminSubscription: {
            /** Autopay */
            autopay: boolean;
            /** Devices */
            devices: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "trial" | "paid";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "expired" | "suspended";
            /** Suspended For */
            suspended_for: ("traffic" | "operator") | null;
            /** Tariff */
            tariff: string | null;
            /**
             * Traffic Limit Bytes
             * @description null for unlimited.
             */
            traffic_limit_bytes: number | null;
            /** Traffic Used Bytes */
            traffic_used_bytes: number;
        };
        /**
         * AdminTariff
         * @description A tariff. Without `server_ids` every enabled server serves it. `public_code` is what front ends call it.
         */
        AdminTariff: {
            /** Code */
            code: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Devices */
            devices: number;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: number;
            /** Is Popular */
            is_popular: boolean;
            /** List Price Kopeks */
            list_price_kopeks: number | null;
            /** Name */
            name: string;
            /** Period Days */
            period_days: number;
            /** Position */
            position: number;
            /** Price Kopeks */
            price_kopeks: number;
            /** Public Code */
            public_code: string;
            /** Server Ids */
            server_ids: number[];
            /** Traffic Gb */
            traffic_gb: number | null;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminTariffAnswer
         * @description One tariff.
         */
        AdminTariffAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            tariff: components["schemas"]["AdminTariff"];
        };
        /**
         * AdminTariffs
         * @description Tariffs in the order of the shop window.
         */
        AdminTariffs: {
            /** Items */
            items: components["schemas"]["AdminTariff"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminTerms
         * @description The terms of a tariff, and which servers serve it: none for every server that is enabled.
         */
        AdminTerms: {
            /**
             * Code
             * @description What front ends call it; null for one that is made of its number.
             */
            code?: string | null;
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Devices
             * @default 3
             */
            devices?: number;
            /**
             * Is Popular
             * @default false
             */
            is_popular?: boolean;
            /**
             * List Price Kopeks
             * @description The price before a discount, at least the price; null without one.
             */
            list_price_kopeks?: number | null;
            /** Name */
            name: string;
            /** Period Days */
            period_days: number;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Price Kopeks */
            price_kopeks: number;
            /**
             * Server Ids
             * @default []
             */
            server_ids?: number[];
            /**
             * Traffic Gb
             * @description null for unlimited.
             */
            traffic_gb?: number | null;
        };
        /**
         * AdminText
         * @description One text of the shop in one language: the product's, and what the owner has it say instead.
         */
        AdminText: {
            /**
             * Fits
             * @description Whether the owner's text is said: its values are those of the product's text.
             */
            fits: boolean;
            /**
             * Group
             * @description Where it is said; null for a text that the product has no more.
             */
            group: ("bot" | "bot_payments" | "notifications" | "letters" | "app" | "cabinet" | "web" | "common" | "errors") | null;
            /** Key */
            key: string;
            /** Language */
            language: string;
            /**
             * Longest
             * @description How many characters of it are shown at most.
             */
            longest: number;
            /**
             * Original
             * @description The product's text, a Fluent pattern.
             */
            original: string | null;
            /**
             * Original Changed
             * @description Whether an upgrade has changed the product's text since.
             */
            original_changed: boolean;
            /**
             * Override
             * @description The owner's text; null where the product's is said.
             */
            override: string | null;
            /**
             * Placeholders
             * @description Names of the values that can be put into it.
             */
            placeholders: string[];
            /** Saved At */
            saved_at: string | null;
            /** Saved By */
            saved_by: string | null;
            /**
             * Tags
             * @description Tags that can be used in it.
             */
            tags: string[];
        };
        /**
         * AdminTextAnswer
         * @description One text.
         */
        AdminTextAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            text: components["schemas"]["AdminText"];
            /** Version */
            version: number;
        };
        /**
         * AdminTextChange
         * @description What to say instead: a Fluent pattern.
         */
        AdminTextChange: {
            /** Text */
            text: string;
            /**
             * Version
             * @description What was read; a newer one is a refusal by 409.
             */
            version?: number | null;
        };
        /**
         * AdminTextDraft
         * @description A text that is not saved.
         */
        AdminTextDraft: {
            /** Text */
            text: string;
        };
        /**
         * AdminTextPreview
         * @description A text once for each of its first variants.
         */
        AdminTextPreview: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Renderings */
            renderings: components["schemas"]["AdminTextRendering"][];
        };
        /**
         * AdminTextRendering
         * @description A text as it is shown, with sample values.
         */
        AdminTextRendering: {
            /**
             * Choices
             * @description The values that its variants are chosen by.
             */
            choices: {
                [key: string]: string;
            };
            /**
             * Text
             * @description HTML as Telegram takes it.
             */
            text: string;
        };
        /**
         * AdminTexts
         * @description A page of texts; `version` is what a change is made over.
         */
        AdminTexts: {
            /** Items */
            items: components["schemas"]["AdminText"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
            /**
             * Unfit
             * @description Texts of the owner that no longer fit, in all languages.
             */
            unfit: number;
            /** Version */
            version: number;
        };
        /**
         * AdminTicketAnswer
         * @description One ticket.
         */
        AdminTicketAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            ticket: components["schemas"]["AdminConversation"];
        };
        /**
         * AdminTicketMessage
         * @description One message. `author` is who wrote it, such as `admin:900` or `user:42`.
         */
        AdminTicketMessage: {
            /** Author */
            author: string;
            /** By Staff */
            by_staff: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /**
             * Read At
             * @description When the customer has read staff's answer in the cabinet.
             */
            read_at: string | null;
            /** Text */
            text: string;
        };
        /**
         * AdminTickets
         * @description Open ones: the longest waiting first; all: the latest first.
         */
        AdminTickets: {
            /** Items */
            items: components["schemas"]["AdminListedTicket"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminToday
         * @description Since midnight in the shop's zone, and what stands now.
         */
        AdminToday: {
            /** Active Subscriptions */
            active_subscriptions: number;
            /** New Users */
            new_users: number;
            /** Revenue Kopeks */
            revenue_kopeks: number;
            /** Sales */
            sales: number;
            /**
             * Stars
             * @description Telegram Stars among them, as many as came.
             */
            stars: number;
            /** Total Users */
            total_users: number;
            /** Traffic Bytes */
            traffic_bytes: number;
            /** Trials */
            trials: number;
        };
        /**
         * AdminUsedMethod
         * @description How people paid.
         */
        AdminUsedMethod: {
            /** Kopeks */
            kopeks: number;
            /** Method */
            method: string;
            /** Payments */
            payments: number;
            /** Title */
            title: string;
        };
        /**
         * AdminUser
         * @description A person. `blocked` by an administrator; not `reachable` once they have stopped the bot.
         */
        AdminUser: {
            /** Balance Kopeks */
            balance_kopeks: number;
            /** Blocked */
            blocked: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string | null;
            /** Id */
            id: number;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Reachable */
            reachable: boolean;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            subscription: components["schemas"]["AdminSubscription"] | null;
            /** Telegram Id */
            telegram_id: number | null;
            /** Username */
            username: string | null;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminUserAnswer
         * @description One person.
         */
        AdminUserAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            user: components["schemas"]["AdminUserCard"];
        };
        /**
         * AdminUserCampaign
         * @description The campaign that a person came through.
         */
        AdminUserCampaign: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * AdminUserCard
         * @description Everything about a person. Ledger, payments and tickets are the latest twenty, newest first.
         */
        AdminUserCard: {
            /** Balance Kopeks */
            balance_kopeks: number;
            /** Blocked */
            blocked: boolean;
            campaign: components["schemas"]["AdminUserCampaign"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string | null;
            /** Id */
            id: number;
            /** Keys */
            keys: components["schemas"]["AdminKey"][];
            /** Language */
            language: string;
            /** Ledger */
            ledger: components["schemas"]["AdminEntry"][];
            /** Name */
            name: string;
            /** Payments */
            payments: components["schemas"]["AdminPayment"][];
            /** Reachable */
            reachable: boolean;
            /**
             * Referrals
             * @description People whom they have invited.
             */
            referrals: number;
            referrer: components["schemas"]["AdminPerson"] | null;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Sessions
             * @description Where they are signed in now, besides Telegram.
             */
            sessions: number;
            subscription: components["schemas"]["AdminSubscription"] | null;
            /** Telegram Id */
            telegram_id: number | null;
            /** Tickets */
            tickets: components["schemas"]["AdminUserTicket"][];
            /** Username */
            username: string | null;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * AdminUsers
         * @description People, newest first.
         */
        AdminUsers: {
            /** Items */
            items: components["schemas"]["AdminUser"][];
            /** Limit */
            limit: number;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Page */
            page: number;
            /**
             * Total
             * @description Rows on all pages.
             */
            total: number;
        };
        /**
         * AdminUserTicket
         * @description A ticket of a person's.
         */
        AdminUserTicket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "in_progress" | "closed";
            /** Subject */
            subject: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * AdminVendor
         * @description A payment vendor, set up or not.
         */
        AdminVendor: {
            /**
             * Is Configured
             * @description Whether payments can be opened and are taken.
             */
            is_configured: boolean;
            /**
             * Is Offered
             * @description Whether customers are offered any of its methods.
             */
            is_offered: boolean;
            /**
             * Last Accepted At
             * @description The last webhook that a payment was settled by.
             */
            last_accepted_at: string | null;
            /** Last Webhook At */
            last_webhook_at: string | null;
            /**
             * Methods
             * @description Ids of its methods.
             */
            methods: string[];
            /**
             * Missing
             * @description Settings that it needs and that are not set.
             */
            missing: string[];
            /** Name */
            name: string;
            /** Settings */
            settings: components["schemas"]["AdminVendorSetting"][];
            /**
             * Steps
             * @description What to do in the vendor's cabinet, one after the other.
             */
            steps: string[];
            /** Takes Webhooks */
            takes_webhooks: boolean;
            /** Title */
            title: string;
            trouble: components["schemas"]["AdminVendorTrouble"] | null;
            /**
             * Webhook Address
             * @description null while the shop has no address, and where there is none.
             */
            webhook_address: string | null;
        };
        /**
         * AdminVendorAnswer
         * @description One vendor.
         */
        AdminVendorAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            vendor: components["schemas"]["AdminVendor"];
        };
        /**
         * AdminVendorOffered
         * @description Whether customers are offered what a vendor has.
         */
        AdminVendorOffered: {
            /** Offered */
            offered: boolean;
        };
        /**
         * AdminVendors
         * @description Every vendor, in the order of their methods.
         */
        AdminVendors: {
            /** Items */
            items: components["schemas"]["AdminVendor"][];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * AdminVendorSetting
         * @description A setting of the vendor's; its value is changed as every setting's.
         */
        AdminVendorSetting: {
            /**
             * Is Fixed
             * @description The environment's cannot be changed.
             */
            is_fixed: boolean;
            /**
             * Is Needed
             * @description Without it the vendor is off.
             */
            is_needed: boolean;
            /** Is Secret */
            is_secret: boolean;
            /** Is Set */
            is_set: boolean;
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * AdminVendorTrouble
         * @description What was wrong last.
         */
        AdminVendorTrouble: {
            /** Kind */
            kind: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /**
             * Since At
             * @description While it lasts.
             */
            since_at: string | null;
            /** Text */
            text: string;
        };
        /**
         * AllTime
         * @description What went through since the key was made, or since its history was reset.
         */
        AllTime: {
            /** Rx Bytes */
            rx_bytes: number;
            /** Rx Formatted */
            rx_formatted: string;
            /** Total Bytes */
            total_bytes: number;
            /**
             * Total Connections
             * @description The most at once, despite the name.
             */
            total_connections: number;
            /** Total Formatted */
            total_formatted: string;
            /** Tx Bytes */
            tx_bytes: number;
            /** Tx Formatted */
            tx_formatted: string;
        };
        /**
         * AssignedPort
         * @description A port by its key.
         */
        AssignedPort: {
            /**
             * Assigned At
             * @description ISO 8601 in UTC, without an offset.
             */
            assigned_at: string;
            /**
             * Key Id
             * Format: uuid
             */
            key_id: string;
            /** Key Name */
            key_name: string;
            /** Port */
            port: number;
        };
        /**
         * Assignments
         * @description Every port that a key has, from both sides.
         */
        Assignments: {
            /**
             * Created At
             * @description ISO 8601 in UTC, without an offset.
             */
            created_at: string;
            /**
             * Last Updated
             * @description ISO 8601 in UTC, without an offset.
             */
            last_updated: string;
            /** Port Assignments */
            port_assignments: {
                [key: string]: components["schemas"]["AssignedPort"];
            };
            /** Used Ports */
            used_ports: {
                [key: string]: components["schemas"]["UsedPort"];
            };
        };
        /**
         * Backup
         * @description A backup in the shop's directory.
         */
        Backup: {
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Encrypted */
            encrypted: boolean;
            /** Filename */
            filename: string;
            /** Label */
            label: string;
            /** Size */
            size: number;
        };
        /**
         * BackupPreview
         * @description What a backup holds.
         */
        BackupPreview: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            preview: components["schemas"]["PreviewBody"];
        };
        /**
         * Backups
         * @description Newest first.
         */
        Backups: {
            /** Backups */
            backups: components["schemas"]["Backup"][];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Bytes
         * @description Bytes both ways: received from the client, sent to it, together.
         */
        Bytes: {
            /** Rx Bytes */
            rx_bytes: number;
            /** Total Bytes */
            total_bytes: number;
            /** Tx Bytes */
            tx_bytes: number;
        };
        /**
         * CleanedUp
         * @description Old days are dropped.
         */
        CleanedUp: {
            /** Days Kept */
            days_kept: number;
            /** Message */
            message: string;
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * Collector
         * @description How the collector is.
         */
        Collector: {
            /** Disabled Reason */
            disabled_reason: string | null;
            /** Enabled */
            enabled: boolean;
            /** Lag Days */
            lag_days: number | null;
            /** Last Run */
            last_run: string | null;
            /** Newest Date */
            newest_date: string | null;
            /** Schedule */
            schedule: string;
        };
        /**
         * CollectorRun
         * @description The day that the run was for, and how many keys moved anything on it.
         */
        CollectorRun: {
            /** Date */
            date: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Rows */
            rows: number;
        };
        /**
         * CollectorState
         * @description How the collector is.
         */
        CollectorState: {
            /** Enabled */
            enabled: boolean;
            /** Lag Days */
            lag_days: number | null;
        };
        /**
         * CollectorStatus
         * @description How the collector is.
         */
        CollectorStatus: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            status: components["schemas"]["Collector"];
        };
        /**
         * ConfigStatus
         * @description The keys of the shop, and what Xray lets in.
         */
        ConfigStatus: {
            /** Config Json Count */
            config_json_count: number;
            /**
             * Config Json Uuids
             * @description VLESS ids in the running Xray.
             */
            config_json_uuids: string[];
            /** Keys Json Count */
            keys_json_count: number;
            /**
             * Keys Json Uuids
             * @description VLESS ids of the active keys.
             */
            keys_json_uuids: string[];
            /** Synchronized */
            synchronized: boolean;
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * Counts
         * @description How much there is.
         */
        Counts: {
            /** Inbounds Count */
            inbounds_count?: number | null;
            /** Users Count */
            users_count: number;
        };
        /**
         * CreateKeyRequest
         * @description A key to make.
         */
        CreateKeyRequest: {
            /**
             * Name
             * @description Whose key it is: an e-mail address or any label; several keys may have the same.
             */
            name: string;
        };
        /**
         * Dashboard
         * @description Usage by the day. Arrays go with `meta.days`, those of the time before with `meta.prev_days`.
         */
        Dashboard: {
            collector: components["schemas"]["CollectorState"];
            global: components["schemas"]["Everybody"];
            kpi: components["schemas"]["Kpi"];
            meta: components["schemas"]["Meta"];
            /**
             * Ok
             * @constant
             */
            ok: true;
            /** Users */
            users: {
                [key: string]: components["schemas"]["UserUsage"];
            };
        };
        /**
         * Dates
         * @description Days that hold data, newest first.
         */
        Dates: {
            /** Dates */
            dates: string[];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * DayDashboard
         * @description The same for one day.
         */
        DayDashboard: {
            collector: components["schemas"]["CollectorState"];
            global: components["schemas"]["Everybody"];
            kpi: components["schemas"]["Kpi"];
            meta: components["schemas"]["DayMeta"];
            /**
             * Ok
             * @constant
             */
            ok: true;
            summary: components["schemas"]["web__operator__usage_shapes__Summary"];
            /** Users */
            users: {
                [key: string]: components["schemas"]["UserUsage"];
            };
        };
        /**
         * DayMeta
         * @description And of which day.
         */
        DayMeta: {
            /**
             * Completeness
             * @description partial where some day holds no data at all.
             * @enum {string}
             */
            completeness: "full" | "partial";
            /** Date */
            date: string;
            /** Days */
            days: string[];
            /** From */
            from: string;
            /** Generated At */
            generated_at: string;
            /**
             * Mode
             * @enum {string}
             */
            mode: "daily" | "cumulative";
            /** Prev Days */
            prev_days: string[];
            /** To */
            to: string;
            /**
             * Unit
             * @constant
             */
            unit: "bytes";
            /** Users */
            users: string[];
            /** Window Days */
            window_days: number;
        };
        /**
         * DayOfKeys
         * @description All keys on one day.
         */
        DayOfKeys: {
            data: components["schemas"]["DayTotals"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * DayTotals
         * @description All keys on one day.
         */
        DayTotals: {
            /**
             * Active Keys
             * @description How many moved anything that day.
             */
            active_keys: number;
            /** Date */
            date: string;
            /** Total Bytes */
            total_bytes: number;
            /**
             * Total Connections
             * @description The most at once of any key, despite the name.
             */
            total_connections: number;
            /** Total Formatted */
            total_formatted: string;
            /** Total Sessions */
            total_sessions: number;
        };
        /**
         * DayTraffic
         * @description One day.
         */
        DayTraffic: {
            /**
             * Max Connections
             * @description The most at once.
             */
            max_connections: number;
            /** Rx Bytes */
            rx_bytes: number;
            /**
             * Sessions
             * @description How often the key came after a pause of five minutes.
             */
            sessions: number;
            /** Total Bytes */
            total_bytes: number;
            /** Tx Bytes */
            tx_bytes: number;
        };
        /**
         * Done
         * @description It is done.
         */
        Done: {
            /**
             * Message
             * @default ok
             */
            message?: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Event
         * @description Something that happened. `details` are its own fields, without secrets.
         */
        Event: {
            /** Action */
            action: string;
            /** By */
            by: string | null;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Service */
            service: string;
            /** Severity */
            severity: string;
            /** Target */
            target: string | null;
            /**
             * Ts
             * Format: date-time
             */
            ts: string;
            /** Type */
            type: string;
            /** Userid */
            userId: number | null;
        };
        /**
         * EventNumbers
         * @description How many there are.
         */
        EventNumbers: {
            /** By Service */
            by_service: {
                [key: string]: number;
            };
            /** By Severity */
            by_severity: {
                [key: string]: number;
            };
            /** By Type */
            by_type: {
                [key: string]: number;
            };
            /** Total */
            total: number;
        };
        /**
         * Events
         * @description The newest ones; `total` counts those beyond the limit too.
         */
        Events: {
            /** Events */
            events: components["schemas"]["Event"][];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Total */
            total: number;
        };
        /**
         * EventStatistics
         * @description Numbers of events.
         */
        EventStatistics: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            stats: components["schemas"]["EventNumbers"];
        };
        /**
         * Everybody
         * @description All keys together, by the day; also keys that are gone by now. Destinations are not recorded.
         */
        Everybody: {
            /** Cumulative Conns */
            cumulative_conns: number[];
            /** Cumulative Traffic Bytes */
            cumulative_traffic_bytes: number[];
            /** Daily Conns */
            daily_conns: number[];
            /** Daily Traffic Bytes */
            daily_traffic_bytes: number[];
            /** Prev Daily Conns */
            prev_daily_conns: number[];
            /** Prev Daily Traffic Bytes */
            prev_daily_traffic_bytes: number[];
            /** Top Domains Conns */
            top_domains_conns: unknown[];
            /** Top Domains Traffic */
            top_domains_traffic: unknown[];
        };
        /**
         * HistoryOfKeys
         * @description Every key of all time.
         */
        HistoryOfKeys: {
            /**
             * Active Keys
             * @description How many have connections now.
             */
            active_keys: number;
            /** Keys */
            keys: components["schemas"]["KeyHistory"][];
            /** Total Keys */
            total_keys: number;
            /** Total Rx Bytes */
            total_rx_bytes: number;
            /** Total Rx Formatted */
            total_rx_formatted: string;
            /** Total Traffic Bytes */
            total_traffic_bytes: number;
            /** Total Traffic Formatted */
            total_traffic_formatted: string;
            /** Total Tx Bytes */
            total_tx_bytes: number;
            /** Total Tx Formatted */
            total_tx_formatted: string;
        };
        /**
         * HistoryReport
         * @description Every key of all time.
         */
        HistoryReport: {
            data: components["schemas"]["HistoryOfKeys"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * InterfaceSummary
         * @description The machine's network interfaces since it started.
         */
        InterfaceSummary: {
            /**
             * Active Ports
             * @description Keys with connections now.
             */
            active_ports: number;
            /** Interface Summary */
            interface_summary: {
                [key: string]: components["schemas"]["Bytes"];
            };
            /** Timestamp */
            timestamp: number;
            /** Total System Traffic */
            total_system_traffic: number;
            /** Total System Traffic Formatted */
            total_system_traffic_formatted: string;
        };
        JsonValue: unknown;
        /**
         * KeyApiInfo
         * @description The API, and the version of its contract.
         */
        KeyApiInfo: {
            /** Message */
            message: string;
            /**
             * Status
             * @constant
             */
            status: "running";
            /** Version */
            version: string;
        };
        /**
         * KeyConfig
         * @description What an app needs: the same share link under three names.
         */
        KeyConfig: {
            /** Client Config */
            client_config: string;
            key: components["schemas"]["ProgramKey"];
            /**
             * Qr Code Data
             * @description The text of the QR code.
             */
            qr_code_data: string;
            /** Vless Url */
            vless_url: string;
        };
        /**
         * KeyDeleted
         * @description A plain "done".
         */
        KeyDeleted: {
            /** Message */
            message: string;
        };
        /**
         * KeyHistory
         * @description One key of all time.
         */
        KeyHistory: {
            /**
             * Created At
             * @description When the key was made.
             */
            created_at: string;
            /**
             * Is Active
             * @description Whether it has connections now.
             */
            is_active: boolean;
            /** Key Name */
            key_name: string;
            /**
             * Key Uuid
             * Format: uuid
             * @description The VLESS id.
             */
            key_uuid: string;
            /** Last Activity */
            last_activity: string | null;
            /**
             * Port
             * @description null of a key that has been deleted.
             */
            port: number | null;
            total_traffic: components["schemas"]["AllTime"];
        };
        /**
         * KeyHistoryByDay
         * @description The same with its days.
         */
        KeyHistoryByDay: {
            /**
             * Created At
             * @description When the key was made.
             */
            created_at: string;
            /** Daily Stats */
            daily_stats: {
                [key: string]: components["schemas"]["DayTraffic"];
            };
            /**
             * Is Active
             * @description Whether it has connections now.
             */
            is_active: boolean;
            /** Key Name */
            key_name: string;
            /**
             * Key Uuid
             * Format: uuid
             * @description The VLESS id.
             */
            key_uuid: string;
            /** Last Activity */
            last_activity: string | null;
            /**
             * Port
             * @description null of a key that has been deleted.
             */
            port: number | null;
            total_traffic: components["schemas"]["AllTime"];
        };
        /**
         * KeyHistoryReport
         * @description One key of all time, by day.
         */
        KeyHistoryReport: {
            data: components["schemas"]["KeyHistoryByDay"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * KeyMonth
         * @description One key in one month.
         */
        KeyMonth: {
            /**
             * Created At
             * @description When the key was made.
             */
            created_at: string;
            /**
             * Is Active
             * @description Whether it has connections now.
             */
            is_active: boolean;
            /** Key Name */
            key_name: string;
            /**
             * Key Uuid
             * Format: uuid
             * @description The VLESS id.
             */
            key_uuid: string;
            /** Last Activity */
            last_activity: string | null;
            monthly_traffic: components["schemas"]["MonthTraffic"];
            /**
             * Port
             * @description null of a key that has been deleted.
             */
            port: number | null;
        };
        /**
         * KeyMonthByDay
         * @description The same with its days.
         */
        KeyMonthByDay: {
            /**
             * Created At
             * @description When the key was made.
             */
            created_at: string;
            /** Daily Breakdown */
            daily_breakdown: {
                [key: string]: components["schemas"]["DayTraffic"];
            };
            /**
             * Is Active
             * @description Whether it has connections now.
             */
            is_active: boolean;
            /** Key Name */
            key_name: string;
            /**
             * Key Uuid
             * Format: uuid
             * @description The VLESS id.
             */
            key_uuid: string;
            /** Last Activity */
            last_activity: string | null;
            monthly_traffic: components["schemas"]["MonthTraffic"];
            /**
             * Port
             * @description null of a key that has been deleted.
             */
            port: number | null;
            /** Year Month */
            year_month: string;
        };
        /**
         * KeyMonthReport
         * @description One key in one month, by day.
         */
        KeyMonthReport: {
            data: components["schemas"]["KeyMonthByDay"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * KeySimpleTraffic
         * @description The answer about one key; `traffic` and `data` are the same.
         */
        KeySimpleTraffic: {
            data: components["schemas"]["PortTraffic"];
            key: components["schemas"]["ProgramKey"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
            traffic: components["schemas"]["PortTraffic"];
        };
        /**
         * KeyStatus
         * @description One active key, with its traffic where there has been any.
         */
        KeyStatus: {
            /** Has Traffic Data */
            has_traffic_data: boolean;
            /**
             * Key Id
             * Format: uuid
             */
            key_id: string;
            /** Key Name */
            key_name: string;
            simple_traffic: components["schemas"]["PortTraffic"] | null;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * Kicked
         * @description The new credentials.
         */
        Kicked: {
            /** New Uuid */
            new_uuid: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Kpi
         * @description The numbers at the top.
         */
        Kpi: {
            /** Active Users */
            active_users: number;
            /** Change Pct */
            change_pct: number | null;
            /** Today Bytes */
            today_bytes: number;
            /** Total Bytes */
            total_bytes: number;
            /** Total Users */
            total_users: number;
            /** Yesterday Bytes */
            yesterday_bytes: number;
        };
        /**
         * LiveNow
         * @description Who is online, and what went through within `window_sec`.
         */
        LiveNow: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /**
             * Source
             * @default stats
             * @constant
             */
            source?: "stats";
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            total: components["schemas"]["OnlineTotal"];
            /**
             * Traffic Available
             * @default true
             */
            traffic_available?: boolean;
            /** Users */
            users: components["schemas"]["OnlineUser"][];
            /**
             * Window Sec
             * @default 300
             */
            window_sec?: number;
        };
        /**
         * MadeBackup
         * @description The new backup.
         */
        MadeBackup: {
            backup: components["schemas"]["Backup"];
            /** Filename */
            filename: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Meta
         * @description What the answer is about.
         */
        Meta: {
            /**
             * Completeness
             * @description partial where some day holds no data at all.
             * @enum {string}
             */
            completeness: "full" | "partial";
            /** Days */
            days: string[];
            /** From */
            from: string;
            /** Generated At */
            generated_at: string;
            /** Prev Days */
            prev_days: string[];
            /** To */
            to: string;
            /**
             * Unit
             * @constant
             */
            unit: "bytes";
            /** Users */
            users: string[];
        };
        /**
         * MethodDescriptions
         * @description A longer one.
         */
        MethodDescriptions: {
            /**
             * En
             * @default
             */
            en?: string;
            /**
             * Ru
             * @default
             */
            ru?: string;
        };
        /**
         * MethodNames
         * @description A text for customers in each language; where it is empty, the shop's own counts.
         */
        MethodNames: {
            /**
             * En
             * @default
             */
            en?: string;
            /**
             * Ru
             * @default
             */
            ru?: string;
        };
        /**
         * MonthOfKeys
         * @description Every key in one month.
         */
        MonthOfKeys: {
            /**
             * Active Keys
             * @description How many have connections now.
             */
            active_keys: number;
            /** Keys */
            keys: components["schemas"]["KeyMonth"][];
            /**
             * Total Connections
             * @description The most at once of any key, despite the name.
             */
            total_connections: number;
            /** Total Keys */
            total_keys: number;
            /** Total Rx Bytes */
            total_rx_bytes: number;
            /** Total Rx Formatted */
            total_rx_formatted: string;
            /** Total Sessions */
            total_sessions: number;
            /** Total Traffic Bytes */
            total_traffic_bytes: number;
            /** Total Traffic Formatted */
            total_traffic_formatted: string;
            /** Total Tx Bytes */
            total_tx_bytes: number;
            /** Total Tx Formatted */
            total_tx_formatted: string;
            /** Year Month */
            year_month: string;
        };
        /**
         * MonthReport
         * @description Every key in one month.
         */
        MonthReport: {
            data: components["schemas"]["MonthOfKeys"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * MonthTraffic
         * @description One month.
         */
        MonthTraffic: {
            /**
             * Max Connections
             * @description The most at once.
             */
            max_connections: number;
            /** Rx Bytes */
            rx_bytes: number;
            /** Rx Formatted */
            rx_formatted: string;
            /** Sessions */
            sessions: number;
            /** Total Bytes */
            total_bytes: number;
            /** Total Formatted */
            total_formatted: string;
            /** Tx Bytes */
            tx_bytes: number;
            /** Tx Formatted */
            tx_formatted: string;
        };
        /**
         * NamedUser
         * @description One user: by e-mail, or by VLESS id; the e-mail counts where both are said.
         */
        NamedUser: {
            /** Email */
            email?: string | null;
            /** Uuid */
            uuid?: string | null;
        };
        /**
         * OkAnswer
         * @description Every answer of the operators' APIs says that it is one.
         */
        OkAnswer: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * OnlineTotal
         * @description All of them together.
         */
        OnlineTotal: {
            /** Conns */
            conns: number;
            /** Traffic Bytes */
            traffic_bytes: number;
            /** Users */
            users: number;
        };
        /**
         * OnlineUser
         * @description Somebody who is online.
         */
        OnlineUser: {
            /** Alias */
            alias: string;
            /** Conns */
            conns: number;
            /** Email */
            email: string;
            /**
             * Last Seen
             * Format: date-time
             */
            last_seen: string;
            /** Traffic Bytes */
            traffic_bytes: number;
        };
        /**
         * Pong
         * @description The process answers.
         */
        Pong: {
            /**
             * Message
             * @default pong
             * @constant
             */
            message?: "pong";
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /**
             * Ts
             * Format: date-time
             */
            ts: string;
        };
        /**
         * Port
         * @description A port of the shop.
         */
        Port: {
            /** Name */
            name: string;
            /** Port */
            port: number;
            /** Service */
            service: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "stopped";
        };
        /**
         * Ports
         * @description Ports of the shop.
         */
        Ports: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Ports */
            ports: components["schemas"]["Port"][];
        };
        /**
         * PortsOfKeys
         * @description Ports of keys. `used_ports` is a number here and a table one level below.
         */
        PortsOfKeys: {
            /** Available Ports */
            available_ports: number;
            /** Max Ports */
            max_ports: number;
            port_assignments: components["schemas"]["Assignments"];
            /** Port Range */
            port_range: string;
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
            /**
             * Used Ports
             * @description Of the whole range, whoever has them.
             */
            used_ports: number;
        };
        /**
         * PortsReset
         * @description Ports begin at the start of the range.
         */
        PortsReset: {
            /** Message */
            message: string;
            /**
             * Reassigned
             * @description How many keys have another port and another link now.
             */
            reassigned: number;
            /** Status */
            status: string;
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * PortsStatus
         * @description The answer about it.
         */
        PortsStatus: {
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
            validation: components["schemas"]["PortsValidation"];
        };
        /**
         * PortsTraffic
         * @description Every key by its port.
         */
        PortsTraffic: {
            /** Ports */
            ports: {
                [key: string]: components["schemas"]["PortTraffic"];
            };
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
            /** Total Bytes */
            total_bytes: number;
            /** Total Connections */
            total_connections: number;
        };
        /**
         * PortsValidation
         * @description Whether ports are as assigned.
         */
        PortsValidation: {
            /** Issues */
            issues: string[];
            /** Total Assignments */
            total_assignments: number;
            /** Total Used Ports */
            total_used_ports: number;
            /** Valid */
            valid: boolean;
        };
        /**
         * PortTraffic
         * @description One key since its current counter was reset.
         */
        PortTraffic: {
            /**
             * Connections
             * @description Now.
             */
            connections: number;
            /** Key Name */
            key_name: string;
            /** Port */
            port: number;
            /** Rx Bytes */
            rx_bytes: number;
            /** Rx Formatted */
            rx_formatted: string;
            /** Total Bytes */
            total_bytes: number;
            /** Total Formatted */
            total_formatted: string;
            /**
             * Traffic Rate
             * @description Bytes a second over the last sample.
             */
            traffic_rate: number;
            /** Tx Bytes */
            tx_bytes: number;
            /** Tx Formatted */
            tx_formatted: string;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * PreviewBody
         * @description What a backup holds.
         */
        PreviewBody: {
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Inbounds */
            inbounds: components["schemas"]["PreviewInbound"][];
            /** Inbounds Count */
            inbounds_count: number;
            /** Ports */
            ports: number[];
            /** Protocols */
            protocols: string[];
            /** Users */
            users: components["schemas"]["PreviewUser"][];
            /** Users Count */
            users_count: number;
            /** Version */
            version: string;
        };
        /**
         * PreviewInbound
         * @description A server in a backup.
         */
        PreviewInbound: {
            /** Listen */
            listen: string;
            /** Port */
            port: number | null;
            /**
             * Protocol
             * @default vless
             */
            protocol?: string;
            /** Tag */
            tag: string;
            /** Users */
            users: number;
        };
        /**
         * PreviewUser
         * @description A key in a backup.
         */
        PreviewUser: {
            /** Alias */
            alias: string;
            /** Email */
            email: string;
            /** Flow */
            flow: string;
            /** Id */
            id: number;
        };
        /**
         * ProgramKey
         * @description A key.
         */
        ProgramKey: {
            /**
             * Created At
             * @description ISO 8601 in UTC, without an offset.
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Is Active
             * @description Whether it is let in; traffic has another `is_active`.
             */
            is_active: boolean;
            /** Name */
            name: string;
            /** Port */
            port: number | null;
            /**
             * Uuid
             * Format: uuid
             * @description The VLESS id.
             */
            uuid: string;
        };
        /**
         * Reality
         * @description What links and strangers see of the engine.
         */
        Reality: {
            /** Flow */
            flow: string;
            /** Fp */
            fp: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Pbk */
            pbk: string;
            /** Port */
            port: number;
            /** Server Host */
            server_host: string;
            /** Sid */
            sid: string;
            /** Sni */
            sni: string;
        };
        /**
         * RealityVerified
         * @description Reality is in order.
         */
        RealityVerified: {
            /**
             * Checked
             * @description How many things were looked at.
             */
            checked: number;
            /** Issues */
            issues: string[];
            /** Message */
            message: string;
            /** Status */
            status: string;
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * Renamed
         * @description What the key is called now.
         */
        Renamed: {
            /** Alias */
            alias: string;
            /** Email */
            email: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Renaming
         * @description A word beside the name; "" for none.
         */
        Renaming: {
            /** Alias */
            alias: string;
            /** Email */
            email?: string | null;
            /** Uuid */
            uuid?: string | null;
        };
        /**
         * ResetDone
         * @description A counter of one key begins anew; `key_id` is the one of the address.
         */
        ResetDone: {
            /** Key Id */
            key_id: string;
            /** Message */
            message: string;
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * Resources
         * @description The machine: bytes and percents.
         */
        Resources: {
            /** Cpu */
            cpu: {
                [key: string]: number;
            };
            /** Disk */
            disk: {
                [key: string]: number;
            };
            /** Memory */
            memory: {
                [key: string]: number;
            };
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Restart
         * @description What to restart.
         */
        Restart: {
            /** Target */
            target: string;
        };
        /**
         * Restarted
         * @description It is restarted.
         */
        Restarted: {
            /**
             * Message
             * @default restarted
             * @constant
             */
            message?: "restarted";
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Service */
            service: string;
        };
        /**
         * Restore
         * @description What became of it, or in a dry run what would.
         */
        Restore: {
            backup?: components["schemas"]["Counts"] | null;
            current?: components["schemas"]["Counts"] | null;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Pre Restore Backup */
            pre_restore_backup?: string | null;
            /** Preview */
            preview?: boolean | null;
            /**
             * Restart
             * @description Whether the shop restarts, and what that means.
             */
            restart?: {
                [key: string]: unknown;
            } | null;
            /** Restored From */
            restored_from?: string | null;
            /** Warning */
            warning?: string | null;
        };
        /**
         * RestoreBackup
         * @description `preview` false, or `confirm` true, really restores; without either it is a dry run.
         */
        RestoreBackup: {
            /**
             * Confirm
             * @default false
             */
            confirm?: boolean;
            /**
             * Preview
             * @default true
             */
            preview?: boolean;
        };
        /**
         * Results
         * @description How a run ended.
         */
        Results: {
            /** Duration Sec */
            duration_sec: number;
            /**
             * Finished At
             * Format: date-time
             */
            finished_at: string;
            /** Output */
            output: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Success */
            success: boolean;
            summary: components["schemas"]["web__operator__check_shapes__Summary"];
            /** Tests */
            tests: components["schemas"]["Test"][];
        };
        /**
         * RunCollector
         * @description Whether today counts too, though it has not ended.
         */
        RunCollector: {
            /**
             * Include Today
             * @default false
             */
            include_today?: boolean;
        };
        /**
         * Series
         * @description Buckets, oldest first; empty ones are 0.
         */
        Series: {
            meta: components["schemas"]["SeriesMeta"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Series */
            series: components["schemas"]["SeriesPoint"][];
        };
        /**
         * SeriesMeta
         * @description What a series is of. `scope` and `user` say whose.
         */
        SeriesMeta: {
            /** Granularity */
            granularity?: number | null;
            /** Metric */
            metric: string;
            /** Period */
            period: number;
            /**
             * Scope
             * @default global
             */
            scope?: string;
            /**
             * Unit
             * @enum {string}
             */
            unit: "bytes" | "count";
            /** User */
            user?: string | null;
        };
        /**
         * SeriesPoint
         * @description A bucket by its beginning.
         */
        SeriesPoint: {
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /** Value */
            value: number;
        };
        /**
         * Service
         * @description A part of the shop. `state` is active, inactive, failed, timeout or not_configured.
         */
        Service: {
            /** Active */
            active: boolean;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /** Service */
            service: string;
            /** State */
            state: string;
            /** Status Code */
            status_code?: number | null;
            /** Uptime Sec */
            uptime_sec?: number | null;
            /** Url */
            url?: string | null;
        };
        /**
         * Services
         * @description This process, the embedded engine, and the shop's own web site.
         */
        Services: {
            nextjs: components["schemas"]["Service"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            ui: components["schemas"]["Service"];
            xray: components["schemas"]["Service"];
        };
        /**
         * Settings
         * @description Settings by section.
         */
        Settings: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
        };
        /**
         * SimpleTraffic
         * @description The answer about every key.
         */
        SimpleTraffic: {
            data: components["schemas"]["PortsTraffic"];
            /**
             * Status
             * @default success
             * @constant
             */
            status?: "success";
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
        };
        /**
         * StatisticsByUser
         * @description By e-mail.
         */
        StatisticsByUser: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Stats */
            stats: {
                [key: string]: components["schemas"]["UserStatistics"];
            };
        };
        /**
         * SystemDone
         * @description Something was done to the engine.
         */
        SystemDone: {
            /** Message */
            message: string;
            /** Status */
            status: string;
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * SystemTraffic
         * @description The answer about them.
         */
        SystemTraffic: {
            summary: components["schemas"]["InterfaceSummary"];
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * Test
         * @description A self-check, and how it ended last.
         */
        Test: {
            /**
             * Advice
             * @default
             */
            advice?: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /** Name */
            name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "unknown" | "passed" | "failed";
        };
        /**
         * TestRun
         * @description A run has happened; whether all is well is in `results.success`.
         */
        TestRun: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            results: components["schemas"]["Results"];
        };
        /**
         * Tests
         * @description Every self-check.
         */
        Tests: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Tests */
            tests: components["schemas"]["Test"][];
        };
        /**
         * TestStatus
         * @description Whether the checks can be run now.
         */
        TestStatus: {
            /** Last Run */
            last_run: string | null;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "running";
            /** Tests Count */
            tests_count: number;
        };
        /**
         * Toggle
         * @description On or off. `script` is the name that older panels know the job by.
         */
        Toggle: {
            /** Enabled */
            enabled: boolean;
            /** Script */
            script?: string | null;
        };
        /**
         * Toggled
         * @description Whether it is on.
         */
        Toggled: {
            /** Enabled */
            enabled: boolean;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Top
         * @description Those with most, the first one with most of all.
         */
        Top: {
            meta: components["schemas"]["SeriesMeta"];
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Top */
            top: components["schemas"]["TopUser"][];
        };
        /**
         * TopUser
         * @description One of those with most. `pct` is their part of everybody's.
         */
        TopUser: {
            /** Alias */
            alias: string;
            /** Pct */
            pct: number;
            /** User */
            user: string;
            /** Value */
            value: number;
        };
        /**
         * TrafficStatus
         * @description Every active key at once, without an envelope.
         */
        TrafficStatus: {
            /** Active Keys */
            active_keys: number;
            /**
             * Simple Monitor Available
             * @description Whether counters are read; false while Xray is in trouble.
             */
            simple_monitor_available: boolean;
            /** Total Keys */
            total_keys: number;
            /** Traffic Stats */
            traffic_stats: components["schemas"]["KeyStatus"][];
        };
        /**
         * UsedPort
         * @description A port by its number.
         */
        UsedPort: {
            /**
             * Assigned At
             * @description ISO 8601 in UTC, without an offset.
             */
            assigned_at: string;
            /** Is Active */
            is_active: boolean;
            /**
             * Key Id
             * Format: uuid
             */
            key_id: string;
            /** Key Name */
            key_name: string;
            /**
             * Uuid
             * Format: uuid
             */
            uuid: string;
        };
        /**
         * User
         * @description A key as the panel shows it. `uuid` is its VLESS id: a credential, `***` for a customer's and not the owner.
         */
        User: {
            /** Alias */
            alias: string;
            /** Email */
            email: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Expires At
             * @description null for one that lasts until it is taken back.
             */
            expires_at: string | null;
            /** Flow */
            flow: string;
            /**
             * Status
             * @description active, expired or suspended.
             */
            status: string;
            /** Uuid */
            uuid: string;
        };
        /**
         * UserLink
         * @description What an app is set up with.
         */
        UserLink: {
            /** Link */
            link: string;
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * Users
         * @description Every key.
         */
        Users: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
            /** Users */
            users: components["schemas"]["User"][];
        };
        /**
         * UserStatistics
         * @description What went through a key. `traffic` is bytes of all time; destinations are not recorded.
         */
        UserStatistics: {
            /** Alias */
            alias: string;
            /** Conns */
            conns: number;
            /** Daysused */
            daysUsed: number;
            /** Firstseenat */
            firstSeenAt: string | null;
            /** Isonline */
            isOnline: boolean;
            /** Lastseenat */
            lastSeenAt: string | null;
            /** Top3Domains */
            top3Domains: string[];
            /** Traffic */
            traffic: number;
            /** Uuid */
            uuid: string;
        };
        /**
         * UserUsage
         * @description One key by the day. The sums are of the whole window, whatever their names say.
         */
        UserUsage: {
            /** Alias */
            alias: string;
            /**
             * Anomaly
             * @description Some day reached the setting `collector.anomaly_bytes`.
             */
            anomaly: boolean;
            /**
             * Daily Conns
             * @description Sessions: how often it came after a pause of five minutes.
             */
            daily_conns: number[];
            /** Daily Traffic Bytes */
            daily_traffic_bytes: number[];
            /** Email */
            email: string;
            /** Prev Daily Conns */
            prev_daily_conns: number[];
            /** Prev Daily Traffic Bytes */
            prev_daily_traffic_bytes: number[];
            /** Sum Prev7 Conns */
            sum_prev7_conns: number;
            /** Sum Prev7 Traffic Bytes */
            sum_prev7_traffic_bytes: number;
            /** Sum7 Conns */
            sum7_conns: number;
            /** Sum7 Traffic Bytes */
            sum7_traffic_bytes: number;
            /** Top Domains Conns */
            top_domains_conns: unknown[];
            /** Top Domains Traffic */
            top_domains_traffic: unknown[];
            /** Uuid */
            uuid: string;
        };
        /**
         * Validation
         * @description The same with what differs.
         */
        Validation: {
            /** Config Uuids */
            config_uuids: string[];
            /** Extra In Config */
            extra_in_config: string[];
            /** Key Uuids */
            key_uuids: string[];
            /** Missing In Config */
            missing_in_config: string[];
            /** Synchronized */
            synchronized: boolean;
            /** Total Config Clients */
            total_config_clients: number;
            /** Total Keys */
            total_keys: number;
        };
        /**
         * Summary
         * @description How many there were.
         */
        web__operator__check_shapes__Summary: {
            /**
             * Errors
             * @default 0
             */
            errors?: number;
            /** Failed */
            failed: number;
            /** Passed */
            passed: number;
            /** Total */
            total: number;
        };
        /**
         * Summary
         * @description The day beside the one before, and the window beside the one before.
         */
        web__operator__usage_shapes__Summary: {
            /** Avg Conns */
            avg_conns: number;
            /** Avg Traffic Bytes */
            avg_traffic_bytes: number;
            /** Delta Today Traffic Pct */
            delta_today_traffic_pct: number | null;
            /** Delta Total Traffic Pct */
            delta_total_traffic_pct: number | null;
            /** Prev Total Traffic Bytes */
            prev_total_traffic_bytes: number;
            /** Today Conns */
            today_conns: number;
            /** Today Traffic Bytes */
            today_traffic_bytes: number;
            /** Total Traffic Bytes */
            total_traffic_bytes: number;
            /** Yesterday Conns */
            yesterday_conns: number;
            /** Yesterday Traffic Bytes */
            yesterday_traffic_bytes: number;
        };
        /**
         * XrayConfig
         * @description The engine's configuration as Xray's JSON.
         */
        XrayConfig: {
            /** Config */
            config: {
                [key: string]: unknown;
            };
            /**
             * Ok
             * @default true
             * @constant
             */
            ok?: true;
        };
        /**
         * XrayConfigStatus
         * @description The answer about it.
         */
        XrayConfigStatus: {
            config_status: components["schemas"]["XrayInbounds"];
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
        };
        /**
         * XrayInbounds
         * @description The running Xray.
         */
        XrayInbounds: {
            /** Api Inbounds */
            api_inbounds: number;
            /** Config Valid */
            config_valid: boolean;
            port_assignments: components["schemas"]["Assignments"];
            /**
             * Timestamp
             * @description ISO 8601 in UTC, without an offset.
             */
            timestamp: string;
            /** Total Inbounds */
            total_inbounds: number;
            /** Vless Inbounds */
            vless_inbounds: number;
        };
        /**
         * XrayValidation
         * @description What differs between the keys and the running Xray.
         */
        XrayValidation: {
            /**
             * Timestamp
             * @description Unix seconds.
             */
            timestamp: number;
            validation: components["schemas"]["Validation"];
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
    info_api__get: {
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
                    "application/json": components["schemas"]["KeyApiInfo"];
                };
            };
        };
    };
    listing_api_admin_v1_broadcasts_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminBroadcasts"];
                };
            };
        };
    };
    start_api_admin_v1_broadcasts_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminNewBroadcast"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBroadcastAnswer"];
                };
            };
        };
    };
    cancel_api_admin_v1_broadcasts__broadcast_id__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                broadcast_id: number;
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
                    "application/json": components["schemas"]["AdminBroadcastAnswer"];
                };
            };
        };
    };
    audience_api_admin_v1_broadcasts_audience_get: {
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
                    "application/json": components["schemas"]["AdminAudience"];
                };
            };
        };
    };
    listing_api_admin_v1_campaigns_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminCampaigns"];
                };
            };
        };
    };
    create_api_admin_v1_campaigns_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminNewCampaign"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminCampaignAnswer"];
                };
            };
        };
    };
    steps_api_admin_v1_first_steps_get: {
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
                    "application/json": components["schemas"]["AdminFirstSteps"];
                };
            };
        };
    };
    me_api_admin_v1_me_get: {
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
                    "application/json": components["schemas"]["AdminMe"];
                };
            };
        };
    };
    ways_api_admin_v1_methods_get: {
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
                    "application/json": components["schemas"]["AdminMethods"];
                };
            };
        };
    };
    change_api_admin_v1_methods__method_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                method_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminMethodOptions-Input"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminMethodAnswer"];
                };
            };
        };
    };
    overview_api_admin_v1_overview_get: {
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
                    "application/json": components["schemas"]["AdminOverview"];
                };
            };
        };
    };
    payments_api_admin_v1_payments_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
                /** @description Those of this vendor. */
                provider?: string | null;
                /** @description The shop's number or name, or the vendor's id. */
                search?: string;
                /** @description Those in this state. */
                state?: ("pending" | "completed" | "failed" | "expired" | "review" | "dismissed" | "refunding" | "refunded") | null;
                /** @description One person's. */
                user_id?: number | null;
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
                    "application/json": components["schemas"]["AdminPayments"];
                };
            };
        };
    };
    payment_api_admin_v1_payments__payment_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: number;
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
                    "application/json": components["schemas"]["AdminPaymentAnswer"];
                };
            };
        };
    };
    accept_api_admin_v1_payments__payment_id__accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: number;
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
                    "application/json": components["schemas"]["AdminPaymentAnswer"];
                };
            };
        };
    };
    check_api_admin_v1_payments__payment_id__check_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: number;
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
                    "application/json": components["schemas"]["AdminPaymentAnswer"];
                };
            };
        };
    };
    dismiss_api_admin_v1_payments__payment_id__dismiss_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminDismissal"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminPaymentAnswer"];
                };
            };
        };
    };
    refund_api_admin_v1_payments__payment_id__refund_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: number;
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
                    "application/json": components["schemas"]["AdminPaymentAnswer"];
                };
            };
        };
    };
    listing_api_admin_v1_promocodes_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminPromocodes"];
                };
            };
        };
    };
    create_api_admin_v1_promocodes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminNewPromocode"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminPromocodeAnswer"];
                };
            };
        };
    };
    disable_api_admin_v1_promocodes__promocode_id__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promocode_id: number;
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
                    "application/json": components["schemas"]["AdminPromocodeAnswer"];
                };
            };
        };
    };
    enable_api_admin_v1_promocodes__promocode_id__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promocode_id: number;
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
                    "application/json": components["schemas"]["AdminPromocodeAnswer"];
                };
            };
        };
    };
    listing_api_admin_v1_purchases_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
                /** @description One person's. */
                user_id?: number | null;
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
                    "application/json": components["schemas"]["AdminPurchases"];
                };
            };
        };
    };
    refund_api_admin_v1_purchases__entry_id__refund_to_balance_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: number;
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
                    "application/json": components["schemas"]["AdminReturned"];
                };
            };
        };
    };
    sales_api_admin_v1_sales_get: {
        parameters: {
            query?: {
                /** @description How many days, with today. */
                days?: number;
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
                    "application/json": components["schemas"]["AdminSales"];
                };
            };
        };
    };
    listing_api_admin_v1_servers_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminServers"];
                };
            };
        };
    };
    change_api_admin_v1_servers__server_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminServerChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminServerAnswer"];
                };
            };
        };
    };
    settings_api_admin_v1_settings_get: {
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
                    "application/json": components["schemas"]["AdminSettings"];
                };
            };
        };
    };
    change_api_admin_v1_settings_patch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminSettingsChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettings"];
                };
            };
        };
    };
    history_api_admin_v1_settings_history_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminSettingsHistory"];
                };
            };
        };
    };
    undo_api_admin_v1_settings_history__version__undo_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
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
                    "application/json": components["schemas"]["AdminSettings"];
                };
            };
        };
    };
    channel_api_admin_v1_settings_test_channel_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AdminSettingTest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettingTested"];
                };
            };
        };
    };
    letter_api_admin_v1_settings_test_letter_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AdminLetterTest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettingTested"];
                };
            };
        };
    };
    reality_api_admin_v1_settings_test_reality_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AdminSettingTest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettingTested"];
                };
            };
        };
    };
    timezone_api_admin_v1_settings_test_timezone_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AdminSettingTest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettingTested"];
                };
            };
        };
    };
    vendor_api_admin_v1_settings_test_vendor__name__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AdminSettingTest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminSettingTested"];
                };
            };
        };
    };
    listing_api_admin_v1_tariffs_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
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
                    "application/json": components["schemas"]["AdminTariffs"];
                };
            };
        };
    };
    create_api_admin_v1_tariffs_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminTerms"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminTariffAnswer"];
                };
            };
        };
    };
    edit_api_admin_v1_tariffs__tariff_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tariff_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminTerms"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminTariffAnswer"];
                };
            };
        };
    };
    disable_api_admin_v1_tariffs__tariff_id__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tariff_id: number;
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
                    "application/json": components["schemas"]["AdminTariffAnswer"];
                };
            };
        };
    };
    enable_api_admin_v1_tariffs__tariff_id__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tariff_id: number;
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
                    "application/json": components["schemas"]["AdminTariffAnswer"];
                };
            };
        };
    };
    listing_api_admin_v1_texts_get: {
        parameters: {
            query?: {
                group?: ("bot" | "bot_payments" | "notifications" | "letters" | "app" | "cabinet" | "web" | "common" | "errors") | null;
                language?: "ru" | "en";
                /** @description Rows a page. */
                limit?: number;
                /** @description Own texts, those that no longer fit, or of changed originals. */
                only?: ("own" | "unfit" | "changed") | null;
                /** @description Page, from 1. */
                page?: number;
                /** @description Words of key, original or own text. */
                search?: string;
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
                    "application/json": components["schemas"]["AdminTexts"];
                };
            };
        };
    };
    one_api_admin_v1_texts__language___key__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                /** @description ru or en. */
                language: string;
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
                    "application/json": components["schemas"]["AdminTextAnswer"];
                };
            };
        };
    };
    save_api_admin_v1_texts__language___key__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                /** @description ru or en. */
                language: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminTextChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminTextAnswer"];
                };
            };
        };
    };
    reset_api_admin_v1_texts__language___key__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                /** @description ru or en. */
                language: string;
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
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
        };
    };
    preview_api_admin_v1_texts__language___key__preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                /** @description ru or en. */
                language: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminTextDraft"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminTextPreview"];
                };
            };
        };
    };
    listing_api_admin_v1_tickets_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
                /** @description open leaves out those that are closed. */
                state?: "open" | "all";
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
                    "application/json": components["schemas"]["AdminTickets"];
                };
            };
        };
    };
    ticket_api_admin_v1_tickets__ticket_id__get: {
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
                    "application/json": components["schemas"]["AdminTicketAnswer"];
                };
            };
        };
    };
    close_api_admin_v1_tickets__ticket_id__close_post: {
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
                    "application/json": components["schemas"]["AdminTicketAnswer"];
                };
            };
        };
    };
    write_api_admin_v1_tickets__ticket_id__messages_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminReply"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminTicketAnswer"];
                };
            };
        };
    };
    users_api_admin_v1_users_get: {
        parameters: {
            query?: {
                /** @description Rows a page. */
                limit?: number;
                /** @description Page, from 1. */
                page?: number;
                /** @description Number, Telegram id, @name, e-mail, referral code, part of a name; empty for everybody. */
                search?: string;
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
                    "application/json": components["schemas"]["AdminUsers"];
                };
            };
        };
    };
    user_api_admin_v1_users__user_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    block_api_admin_v1_users__user_id__block_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    grant_api_admin_v1_users__user_id__grant_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own. The same request with the same key is done once; another request with it is refused by 409. */
                "idempotency-key"?: string | null;
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminGrant"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    reissue_api_admin_v1_users__user_id__reissue_link_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    resume_api_admin_v1_users__user_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    suspend_api_admin_v1_users__user_id__suspend_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    unblock_api_admin_v1_users__user_id__unblock_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
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
                    "application/json": components["schemas"]["AdminUserAnswer"];
                };
            };
        };
    };
    listing_api_admin_v1_vendors_get: {
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
                    "application/json": components["schemas"]["AdminVendors"];
                };
            };
        };
    };
    one_api_admin_v1_vendors__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
                    "application/json": components["schemas"]["AdminVendorAnswer"];
                };
            };
        };
    };
    offer_api_admin_v1_vendors__name__offered_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminVendorOffered"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminVendorAnswer"];
                };
            };
        };
    };
    listing_api_backups_get: {
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
                    "application/json": components["schemas"]["Backups"];
                };
            };
        };
    };
    delete_api_backups__file__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a backup, without `..` in it. */
                file: string;
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
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    preview_api_backups__file__preview_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a backup, without `..` in it. */
                file: string;
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
                    "application/json": components["schemas"]["BackupPreview"];
                };
            };
        };
    };
    restore_api_backups__file__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a backup, without `..` in it. */
                file: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreBackup"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restore"];
                };
            };
        };
    };
    create_api_backups_create_post: {
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
                    "application/json": components["schemas"]["MadeBackup"];
                };
            };
        };
    };
    run_api_collector_run_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunCollector"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectorRun"];
                };
            };
        };
    };
    status_api_collector_status_get: {
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
                    "application/json": components["schemas"]["CollectorStatus"];
                };
            };
        };
    };
    toggle_api_collector_toggle_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Toggle"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Toggled"];
                };
            };
        };
    };
    events_api_events_get: {
        parameters: {
            query?: {
                /** @description Hours up to now. */
                hours?: number;
                /** @description How many. */
                limit?: number;
                /** @description Such as xray, ui or payments. */
                service?: string | null;
                /** @description INFO, WARN or ERROR. */
                severity?: string | null;
                /** @description Such as USER, SYSTEM or PAYMENT. */
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
                    "application/json": components["schemas"]["Events"];
                };
            };
        };
    };
    stats_api_events_stats_get: {
        parameters: {
            query?: {
                /** @description Hours up to now. */
                hours?: number;
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
                    "application/json": components["schemas"]["EventStatistics"];
                };
            };
        };
    };
    list_keys_api_keys_get: {
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
                    "application/json": components["schemas"]["ProgramKey"][];
                };
            };
        };
    };
    create_api_keys_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramKey"];
                };
            };
        };
    };
    get_key_api_keys__key_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["ProgramKey"];
                };
            };
        };
    };
    delete_api_keys__key_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["KeyDeleted"];
                };
            };
        };
    };
    config_api_keys__key_id__config_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["KeyConfig"];
                };
            };
        };
    };
    history_of_api_keys__key_id__traffic_history_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["KeyHistoryReport"];
                };
            };
        };
    };
    reset_history_api_keys__key_id__traffic_history_reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["ResetDone"];
                };
            };
        };
    };
    monthly_of_api_keys__key_id__traffic_monthly_get: {
        parameters: {
            query?: {
                /** @description A month, `YYYY-MM`; this one by default. */
                year_month?: string | null;
            };
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["KeyMonthReport"];
                };
            };
        };
    };
    simple_of_api_keys__key_id__traffic_simple_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["KeySimpleTraffic"];
                };
            };
        };
    };
    reset_simple_api_keys__key_id__traffic_simple_reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A key: its `id`, or its VLESS `uuid`. */
                key_id: string;
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
                    "application/json": components["schemas"]["ResetDone"];
                };
            };
        };
    };
    now_api_live_now_get: {
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
                    "application/json": components["schemas"]["LiveNow"];
                };
            };
        };
    };
    series_api_live_series_get: {
        parameters: {
            query?: {
                /** @description The same as `granularity`, as older panels call it. */
                gran?: number | null;
                /** @description Seconds of a bucket. */
                granularity?: number;
                metric?: "traffic" | "conns" | "online_users";
                /** @description Seconds up to now. */
                period?: number;
                scope?: "global" | "user";
                /** @description Whose, for the scope `user`. */
                user?: string | null;
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
                    "application/json": components["schemas"]["Series"];
                };
            };
        };
    };
    top_api_live_top_get: {
        parameters: {
            query?: {
                /** @description How many. */
                limit?: number;
                metric?: "traffic" | "conns";
                /** @description Seconds up to now. */
                period?: number;
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
                    "application/json": components["schemas"]["Top"];
                };
            };
        };
    };
    ping_api_ping_get: {
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
                    "application/json": components["schemas"]["Pong"];
                };
            };
        };
    };
    ports_api_ports_status_get: {
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
                    "application/json": components["schemas"]["Ports"];
                };
            };
        };
    };
    settings_api_settings_get: {
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
                    "application/json": components["schemas"]["Settings"];
                };
            };
        };
    };
    save_api_settings_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
        };
    };
    config_status_api_system_config_status_get: {
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
                    "application/json": components["schemas"]["ConfigStatus"];
                };
            };
        };
    };
    ports_api_system_ports_get: {
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
                    "application/json": components["schemas"]["PortsOfKeys"];
                };
            };
        };
    };
    reset_ports_api_system_ports_reset_post: {
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
                    "application/json": components["schemas"]["PortsReset"];
                };
            };
        };
    };
    ports_status_api_system_ports_status_get: {
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
                    "application/json": components["schemas"]["PortsStatus"];
                };
            };
        };
    };
    resources_api_system_resources_get: {
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
                    "application/json": components["schemas"]["Resources"];
                };
            };
        };
    };
    restart_api_system_restart_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Restart"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restarted"];
                };
            };
        };
    };
    status_api_system_status_get: {
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
                    "application/json": components["schemas"]["Services"];
                };
            };
        };
    };
    sync_config_api_system_sync_config_post: {
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
                    "application/json": components["schemas"]["SystemDone"];
                };
            };
        };
    };
    traffic_summary_api_system_traffic_summary_get: {
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
                    "application/json": components["schemas"]["SystemTraffic"];
                };
            };
        };
    };
    verify_reality_api_system_verify_reality_post: {
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
                    "application/json": components["schemas"]["RealityVerified"];
                };
            };
        };
    };
    config_status_api_system_xray_config_status_get: {
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
                    "application/json": components["schemas"]["XrayConfigStatus"];
                };
            };
        };
    };
    sync_config_api_system_xray_sync_config_post: {
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
                    "application/json": components["schemas"]["SystemDone"];
                };
            };
        };
    };
    validate_sync_api_system_xray_validate_sync_get: {
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
                    "application/json": components["schemas"]["XrayValidation"];
                };
            };
        };
    };
    listing_api_tests_list_get: {
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
                    "application/json": components["schemas"]["Tests"];
                };
            };
        };
    };
    run_api_tests_run_get: {
        parameters: {
            query?: {
                /** @description All of them, whatever `path` says. */
                all?: boolean;
                /** @description The name of one check; empty for all. */
                path?: string;
                /** @description Changes nothing: every answer has all there is to say. */
                verbose?: boolean;
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
                    "application/json": components["schemas"]["TestRun"];
                };
            };
        };
    };
    status_api_tests_status_get: {
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
                    "application/json": components["schemas"]["TestStatus"];
                };
            };
        };
    };
    daily_api_traffic_daily__date__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A day, `YYYY-MM-DD`. */
                date: string;
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
                    "application/json": components["schemas"]["DayOfKeys"];
                };
            };
        };
    };
    history_api_traffic_history_get: {
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
                    "application/json": components["schemas"]["HistoryReport"];
                };
            };
        };
    };
    clean_up_api_traffic_history_cleanup_post: {
        parameters: {
            query?: {
                /** @description Days before today that stay. */
                days_to_keep?: number;
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
                    "application/json": components["schemas"]["CleanedUp"];
                };
            };
        };
    };
    monthly_api_traffic_monthly_get: {
        parameters: {
            query?: {
                /** @description A month, `YYYY-MM`; this one by default. */
                year_month?: string | null;
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
                    "application/json": components["schemas"]["MonthReport"];
                };
            };
        };
    };
    simple_api_traffic_simple_get: {
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
                    "application/json": components["schemas"]["SimpleTraffic"];
                };
            };
        };
    };
    status_api_traffic_status_get: {
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
                    "application/json": components["schemas"]["TrafficStatus"];
                };
            };
        };
    };
    dashboard_api_usage_dashboard_get: {
        parameters: {
            query?: {
                /** @description Days up to today; more than 90 are 90. */
                days?: number;
                /** @description One user's e-mail, empty for all. */
                user?: string | null;
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
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
        };
    };
    dashboard_of_day_api_usage_dashboard__date__get: {
        parameters: {
            query?: {
                /** @description daily or cumulative; anything else is daily. */
                mode?: string;
                /** @description How many days. */
                window_days?: number;
            };
            header?: never;
            path: {
                /** @description The last day. */
                date: string;
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
                    "application/json": components["schemas"]["DayDashboard"];
                };
            };
        };
    };
    dates_api_usage_dates_get: {
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
                    "application/json": components["schemas"]["Dates"];
                };
            };
        };
    };
    users_api_users_get: {
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
                    "application/json": components["schemas"]["Users"];
                };
            };
        };
    };
    add_api_users_add_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddUser"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedUser"];
                };
            };
        };
    };
    delete_api_users_delete_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedUser"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    kick_api_users_kick_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedUser"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kicked"];
                };
            };
        };
    };
    link_api_users_link_get: {
        parameters: {
            query?: {
                /** @description The e-mail of the panel. */
                email?: string | null;
                /** @description The VLESS id. */
                uuid?: string | null;
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
                    "application/json": components["schemas"]["UserLink"];
                };
            };
        };
    };
    stats_api_users_stats_get: {
        parameters: {
            query?: {
                /** @description One key's VLESS id. */
                uuid?: string | null;
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
                    "application/json": components["schemas"]["StatisticsByUser"];
                };
            };
        };
    };
    update_alias_api_users_update_alias_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Renaming"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Renamed"];
                };
            };
        };
    };
    config_api_xray_config_get: {
        parameters: {
            query?: {
                /** @description 1 shows secrets; for the owner alone. */
                reveal?: "0" | "1";
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
                    "application/json": components["schemas"]["XrayConfig"];
                };
            };
        };
    };
    reality_api_xray_reality_get: {
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
                    "application/json": components["schemas"]["Reality"];
                };
            };
        };
    };
    restart_api_xray_restart_post: {
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
                    "application/json": components["schemas"]["Restarted"];
                };
            };
        };
    };
}
