# Письма на электронную почту.
letter-greeting = Здравствуйте!
letter-verification-subject = { $shop }: подтвердите почту
letter-verification-lead = Кто-то, скорее всего вы, зарегистрировался в { $shop } с этим адресом. Подтвердите его, и можно будет войти.
letter-verification-button = Подтвердить адрес
letter-verification-code = Если кнопка не работает, введите этот код в приложении. Он действует 24 часа.
letter-verification-footer = Если это были не вы, просто не отвечайте на письмо: без подтверждения ничего не произойдёт.
letter-reset-subject = { $shop }: сброс пароля
letter-reset-lead = Кто-то, скорее всего вы, попросил новый пароль для { $shop }.
letter-reset-button = Задать новый пароль
letter-reset-code = Если кнопка не работает, введите этот код в приложении. Он действует один час.
letter-reset-footer = Если это были не вы, просто не отвечайте на письмо: пароль останется прежним.
letter-notice-subject = { $shop }: { $headline }
letter-notice-footer = { $shop } пишет на этот адрес, потому что у вас там есть аккаунт.
