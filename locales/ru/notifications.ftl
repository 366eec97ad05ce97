# What the shop tells people by itself.
notice-being-prepared =
    ✅ <b>{ $kind ->
        [trial] Пробный период включён.
       *[paid] Готово, всё оплачено.
    }</b>

    Доступ ещё готовится: сервер отвечает медленнее обычного. Ключ придёт сюда сам, делать ничего не нужно.
notice-access-ready =
    🎉 <b>Ваш VPN готов!</b>

    Ссылка-подписка (для приложения):
    <code>{ $link }</code>

    Или отдельный ключ:
    <code>{ $single }</code>

    Скопируйте ссылку или отсканируйте QR в приложении. Работает до { $expires_at }.
notice-access-ready-link =
    🎉 <b>Ваш VPN готов!</b>

    Ссылка-подписка (для приложения):
    <code>{ $link }</code>

    Скопируйте ссылку или отсканируйте QR в приложении. Работает до { $expires_at }.
notice-renewed = ✅ Подписка продлена до { $expires_at }. Оплачено { $price_kopeks }. Ваша ссылка прежняя.
notice-autopay-done = 🔄 Автоплатёж: подписка продлена до { $expires_at }, с баланса списано { $price_kopeks }.
notice-extended-days = 🎁 Вам добавили { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}. Подписка работает до { $expires_at }.
notice-extended-traffic = 🎁 Вам добавили { $traffic_bytes } трафика.
notice-expiring = ⏳ Подписка закончится через { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
} — { $expires_at }. { $autopay ->
    [on] Автоплатёж включён: проверьте, что на балансе хватает денег.
   *[off] Продлите сейчас — дни прибавятся к концу, неиспользованный трафик сохранится.
}
notice-expired = 🔒 Подписка закончилась, VPN отключён. Продлите — и та же ссылка снова заработает.
notice-suspended-traffic = 📦 Трафик израсходован, VPN приостановлен. Продлите — и та же ссылка сразу заработает.
notice-suspended-operator = ⛔ Подписка приостановлена. Если это ошибка, напишите в поддержку.
notice-resumed = ✅ Подписка снова работает — до { $expires_at }. Ссылка прежняя.
notice-autopay-failed = ⚠️ Автоплатёж не прошёл: для тарифа «{ $tariff }» нужно { $required_kopeks }. Пополните баланс до { $expires_at } — мы попробуем снова.
notice-method-saved = 💳 Запомнили: { $method }. Если на балансе не хватит денег, продлим подписку этим способом, а за день до этого напишем. Забыть его можно в любой момент: «Моя подписка» → «Автопродление».
notice-charge-ahead = ⏰ Скоро продлим вашу подписку — она действует до { $expires_at }. На балансе не хватает { $amount_kopeks }: возьмём их так — { $method }. Если не хотите, пополните баланс или выключите автопродление.
notice-charge-refused-gone = ⚠️ { $method }: списать больше нельзя, и мы забыли этот способ оплаты. Подписка действует до { $expires_at }: чтобы продлить её, пополните баланс на { $amount_kopeks }.
notice-charge-refused-short = ⚠️ { $method }: не хватает денег, чтобы списать { $amount_kopeks }. Попробуем ещё раз до { $expires_at }. Или пополните баланс.
notice-charge-refused-other = ⚠️ { $method }: не получилось списать { $amount_kopeks }. Подписка действует до { $expires_at }: попробуем ещё раз. Или пополните баланс.
notice-topped-up = ✅ Баланс пополнен на { $amount_kopeks }. Сейчас на нём { $balance_kopeks }.
notice-payment-in-review =
    🔎 По платежу № { $number } пришло { $currency ->
        [RUB] { $came_kopeks }
       *[other] { $came } { $currency } (в наименьших единицах)
    } вместо { $asked_currency ->
        [RUB] { $asked_kopeks }
        [XTR] { $asked } ⭐
       *[other] { $asked } { $asked_currency }
    }. Деньги у магазина, на баланс пока ничего не зачислено: платёж проверит сотрудник. Ответ придёт сюда; если его нет больше суток, напишите в поддержку.
notice-payment-dismissed =
    ✖️ Платёж № { $number } не зачислен. Пришло { $currency ->
        [RUB] { $came_kopeks }
       *[other] { $came } { $currency } (в наименьших единицах)
    }. Напишите в поддержку, если с этим не согласны: назовите номер платежа.
notice-left-on-balance = ℹ️ Платёж получен, но купить выбранное уже не получилось. Все деньги — { $amount_kopeks } — на вашем балансе.
notice-refunded = ↩️ Платёж { $amount_kopeks } возвращён.
notice-granted = 🎁 На баланс зачислено { $amount_kopeks }.
notice-taken = ℹ️ С баланса списано { $amount_kopeks }.
notice-referral-reward = 🤝 Ваш друг оплатил подписку — вам { $amount_kopeks } на баланс.
notice-link-reissued =
    🔁 <b>Новая ссылка готова.</b> Старая больше не работает — обновите её в приложении:
    <code>{ $link }</code>
notice-ticket-answer =
    💬 <b>Ответ поддержки по обращению № { $number }</b>

    { $text }
notice-ticket-closed = ✅ Обращение № { $number } закрыто. Если остались вопросы, создайте новое.
notice-staff-ticket =
    🆘 <b>Обращение № { $number }</b> от { $name } (id { $user })

    { $text }

    <i>Ответьте на это сообщение, и ответ уйдёт клиенту.</i>
notice-payment-doubted =
    🔎 Платёж № { $number } ждёт вашего решения, деньги не зачислены: { $reason }. { $worth ->
        [yes] Если принять, на баланс придёт { $credit_kopeks }.
       *[no] Принять его нельзя: денег по нему нет или они в другой валюте.
    }

    Касса { $provider }, номер у неё { $external }, клиент { $user }.
notice-payment-reversed =
    🚨 Касса { $provider } отозвала платёж № { $number }, { $amount_kopeks }. Баланс клиента { $user } теперь { $balance_kopeks }.

    Номер платежа в кассе { $external }. Пока баланс ниже нуля, новые платежи этой кассой и списания с сохранённых карт закрыты. Решите, оставлять ли подписку.
notice-vendor-silent = 🔌 Касса { $provider } не отвечает больше пяти минут ({ $text }), запросов без ответа: { $number }. Новые оплаты через неё не открываются, уже сделанные зачислятся, когда она ответит. Делать ничего не нужно; если это надолго, проверьте её сайт и сеть сервера.
notice-vendor-answers = ✅ Касса { $provider } снова отвечает. Молчала { $minutes } мин, запросов без ответа: { $number }. Ожидающие платежи проверяются.
notice-payments-troubled =
    { $trouble ->
        [forged] 🛡 Касса { $provider }: отклонены чужие уведомления, с прошлого сообщения { $number }: { $text }. Если платежи клиентов задерживаются, проверьте ключи кассы в настройках; если нет, кто-то просто пробует.
        [unmatched] 🔎 Касса { $provider } сообщила о платежах, которых нет в магазине, с прошлого сообщения { $number }: { $text }. Найдите их в кабинете кассы.
        [unbookable] 🔎 В списке кассы { $provider } есть платёж, который не удалось учесть: { $text }. Найдите его в кабинете кассы и в журнале.
       *[difference] 🔎 В магазине учтён платёж, который касса { $provider } не подтверждает: { $text }. Ничего не изменено. Сверьте его с кабинетом кассы.
    }
notice-panel-trouble = 🚨 Сервер { $server } работает не так, как должен: { $text }. Продажи продолжаются и ждут его; проверьте его командой vitrina admin check-server.
notice-panel-recovered = ✅ Сервер { $server } снова работает. Всё, что ждало его, сейчас выполняется.
notice-backup = 🗄 Резервная копия { $name }, зашифрована паролем BACKUP_PASSWORD. Храните пароль отдельно: без него файл бесполезен.
notice-backup-too-large = 🗄 Резервная копия { $name } готова, но не отправлена: в ней { $megabytes } МБ, а Telegram берёт от бота { $limit } МБ. Она на сервере в { $directory }, заберите её оттуда.
notice-backup-failed = 🚨 Резервная копия по расписанию не создана. { $text } Попытки повторяются каждый час.
broadcast-running = 📣 Рассылка идёт: { $percent } %. Доставлено { $sent } из { $total }, не доставлено { $failed }.
broadcast-finished = ✅ Рассылка закончена. Доставлено { $sent } из { $total }, не доставлено { $failed }.
broadcast-cancelled = ⏹ Рассылка остановлена. Доставлено { $sent } из { $total }, не доставлено { $failed }.
