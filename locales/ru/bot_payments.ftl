# Платежи, покупки и обслуживание, какими их видят администраторы в боте.
bot-admin-payments = 💳 Платежи
bot-admin-payments-list = 💳 <b>Платежи</b>, всего { $number }
bot-admin-payments-none = 💳 Платежей пока нет.
bot-admin-payments-review = 🔎 <b>Ждут вашего решения</b>
bot-admin-payments-none-in-review = 🔎 Ни один платёж не ждёт решения.
bot-admin-payments-of = 💳 <b>Платежи: { $name }</b>
bot-admin-payments-none-of = 💳 { $name } ещё ничего не оплачивал.
bot-admin-payments-found = 🔎 Нашлось несколько платежей:
bot-button-admin-review = 🔎 Ждут решения: { $number }
bot-button-admin-find-payment = 🔎 Найти платёж
bot-ask-payment-query = 🔎 Какой платёж? Его номер здесь или номер в платёжной системе целиком.
bot-admin-sum = { $currency ->
    [XTR] { $amount } ⭐
    [RUB] { $amount_kopeks }
   *[other] { $amount } { $currency } (в наименьших единицах)
}
bot-button-admin-payment = { $state ->
    [pending] ⏳
    [completed] ✅
    [failed] ✖️
    [expired] ⌛
    [review] 🔎
    [refunding] ↩️
    [refunded] ↩️
    [dismissed] ✖️
   *[other] •
} № { $number } · { $sum } · { $name }
bot-admin-payment =
    💳 <b>Платёж № { $number }</b>
    { $state ->
        [pending] ⏳ Ждём деньги
        [completed] ✅ Оплачен
        [failed] ✖️ Не оплачен: платёж не прошёл
        [expired] ⌛ Не оплачен вовремя
        [review] 🔎 Ждёт вашего решения
        [refunding] ↩️ Возвращается; платёжная система ещё не ответила
        [refunded] ↩️ Возвращён
        [dismissed] ✖️ Отклонён, ничего не зачислено
       *[other] { $state }
    }

    👤 { $name } · № <code>{ $user }</code>
    Сумма: <b>{ $sum }</b>, { $method }
    На балансе: { $credited_kopeks }
    Номер в { $method }: <code>{ $external }</code>
    Выставлен: { $created_at }{ $later }
bot-admin-payment-settled-at = Оплачен: { $at }
bot-admin-payment-refunded-at = Возвращён: { $at }
bot-admin-payment-reversed-at = Отозван платёжной системой: { $at }
bot-admin-payment-doubt = 🔎 Причина: { $reason }. Пришло: { $came }. Деньги не зачислены. { $worth ->
    [yes] Если принять, на баланс придёт { $credit_kopeks }.
   *[no] Принять его нельзя: денег по нему нет или они в другой валюте.
} Найдите платёж в платёжной системе, затем примите его или отклоните.
bot-admin-payment-no-refunds = ℹ️ { $method } не умеет возвращать деньги. Верните их на баланс: откройте «Покупки» и верните то, что было куплено.
bot-button-admin-payment-check = 🔄 Проверить сейчас
bot-button-admin-payment-refund = ↩️ Вернуть деньги
bot-button-admin-payment-accept = ✅ Принять
bot-button-admin-payment-dismiss = ✖️ Отклонить
bot-admin-payment-checked = 🔄 Платёжная система только что опрошена.
bot-admin-payment-confirm-refund = Вернуть { $sum } по платежу № { $number } клиенту <b>{ $name }</b>? Эти же деньги спишутся с баланса.
bot-admin-payment-confirm-accept = Принять платёж № { $number } от <b>{ $name }</b>? Счёт был на { $sum }, пришло { $came }, на баланс придёт { $credit_kopeks }. Делайте это, только если в платёжной системе он оплачен.
bot-admin-payment-confirm-dismiss = Отклонить платёж № { $number } от <b>{ $name }</b> ({ $sum })? Ничего зачислено не будет.
bot-admin-payment-refunded = ✅ Деньги возвращены.
bot-admin-payment-refund-waits = ⏳ Платёжная система ещё не ответила. Мы спросим её снова сами; деньги пока удержаны.
bot-admin-payment-accepted = ✅ Платёж принят: зачислено { $credited_kopeks }.
bot-admin-payment-dismissed = ✅ Платёж отклонён, ничего не зачислено.
bot-admin-payment-spent = ⚠️ Клиент уже потратил эти деньги: нужно { $required_kopeks }, на балансе { $available_kopeks }. Сначала верните покупку на баланс в разделе «Покупки».

bot-button-admin-purchases = 🛒 Покупки
bot-admin-purchases = 🛒 <b>Покупки: { $name }</b>
bot-admin-no-purchases = 🛒 { $name } ещё ничего не покупал.
bot-admin-purchase = { $at } · { $what } · { $amount_kopeks }{ $returned ->
    [yes] {" "}· ↩️ возвращено на баланс
   *[no] {""}
}
bot-button-admin-return = ↩️ На баланс: { $what }, { $amount_kopeks }
bot-admin-confirm-return = Вернуть { $amount_kopeks } за «{ $what }» на баланс клиента <b>{ $name }</b>? Подписка продолжит работать; если её надо остановить, приостановите отдельно.
bot-admin-returned = ✅ Деньги на балансе: теперь там { $balance_kopeks }.
bot-admin-returned-before = ℹ️ Эта покупка уже возвращена.
bot-button-admin-suspend = ⏸ Приостановить подписку
bot-button-admin-resume = ▶️ Возобновить подписку
bot-admin-confirm-suspend = Приостановить подписку клиента <b>{ $name }</b>? VPN отключится сразу; дни продолжат идти.
bot-admin-confirm-resume = Возобновить подписку клиента <b>{ $name }</b>?
bot-admin-suspended = ⏸ Подписка приостановлена. Клиент об этом узнает.
bot-admin-resumed = ▶️ Приостановка снята. Если срок за это время кончился, клиент может продлить.
bot-admin-not-switched = ℹ️ Ничего не изменилось: подписка была уже в другом состоянии.
