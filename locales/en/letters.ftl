# Letters sent by e-mail.
letter-greeting = Hello!
letter-verification-subject = { $shop }: confirm your e-mail
letter-verification-lead = Somebody, most likely you, has registered at { $shop } with this address. Confirm it and you can sign in.
letter-verification-button = Confirm the address
letter-verification-code = If the button does not work, enter this code in the app. It is good for 24 hours.
letter-verification-footer = If it was not you, leave this letter unanswered: without a confirmation nothing happens.
letter-reset-subject = { $shop }: reset your password
letter-reset-lead = Somebody, most likely you, has asked for a new password at { $shop }.
letter-reset-button = Set a new password
letter-reset-code = If the button does not work, enter this code in the app. It is good for an hour.
letter-reset-footer = If it was not you, leave this letter unanswered: the password stays as it is.
letter-notice-subject = { $shop }: { $headline }
letter-notice-footer = { $shop } writes to this address because you have an account there.
