# What people read in the bot. Buttons first, then screens in the order of the menu, then the administrators' part.
bot-command-start = Начать
bot-command-menu = Меню
bot-command-help = Как подключиться
bot-command-language = Язык
bot-command-paysupport = Вопросы об оплате
bot-command-terms = Условия
bot-menu-cabinet = Кабинет

bot-button-menu = ‹ В меню
bot-button-back = ‹ Назад
bot-button-cancel = ✖️ Отмена
bot-button-skip = Пропустить
bot-button-confirm = ✅ Подтвердить
bot-button-refresh = 🔃 Обновить
bot-button-trial = 🎁 Попробовать бесплатно: { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
bot-button-cabinet = 🖥 Открыть кабинет
bot-button-promocode = 🎟 Промокод
bot-button-invite = 🤝 Пригласить друзей
bot-button-help = ❓ Помощь
bot-button-language = 🌐 Язык / Language
bot-button-admin = 🛠 Управление
bot-button-tariff = { $tariff } — { $price_kopeks }
bot-button-tariff-popular = ⭐ { $tariff } — { $price_kopeks }
bot-button-pay-balance = 💰 С баланса — { $price_kopeks }
bot-button-pay-stars = Оплатить { $stars } ⭐
bot-button-other-tariffs = 🛒 Другие тарифы
bot-button-qr = 📷 QR-код
bot-button-keys = 🗝 Ключи
bot-button-autopay-on = ✅ Автоплатёж включён
bot-button-autopay-off = ⬜ Автоплатёж выключен
bot-button-reissue = 🔁 Сменить ссылку
bot-button-reissue-yes = Да, сменить
bot-button-saved-method = 💳 Способ оплаты
bot-button-forget-method = 🗑 Забыть
bot-button-save-method = 💳 Оплатить и запомнить
bot-button-pay-and-save = 💳 Оплатить и запомнить
bot-button-amount = { $amount_kopeks } · { $stars } ⭐
bot-button-amount-rubles = { $amount_kopeks }
bot-button-other-amount = ✏️ Другая сумма
bot-button-newer = ‹ Новее
bot-button-older = Раньше ›
bot-button-share = 📤 Поделиться
bot-button-new-ticket = ✍️ Написать в поддержку
bot-button-ticket = 🟢 № { $number } · { $subject }
bot-button-ticket-closed = ⚪ № { $number } · { $subject }
bot-button-reply = ✍️ Ответить
bot-button-close-ticket = ✅ Закрыть

bot-error = ⚠️ { $text }
bot-form-wrong = Это значение не подходит.
bot-not-understood = Я понимаю кнопки — выберите, что нужно. Если хотите что-то спросить, напишите в поддержку.
bot-outdated-button = Эта кнопка уже не действует. Вот свежее меню:
bot-too-many = Слишком много сообщений подряд. Я отвечу на последние, остальные пропущу. Подождите немного и напишите ещё раз одним сообщением.
bot-blocked =
    ⛔ Ваш аккаунт закрыт.

    { $contact ->
        [none] Вопросы об оплате: /paysupport.
       *[other] Если это ошибка, напишите нам: { $contact }. Вопросы об оплате: /paysupport.
    }
bot-plain = { $text }

bot-welcome =
    👋 Здравствуйте, { $name }!

    Это <b>{ $shop }</b> — быстрый VPN, который включается за минуту: выберите тариф, получите ссылку, вставьте её в приложение.

    { $status }
bot-menu =
    <b>{ $shop }</b>

    { $status }
    💰 Баланс: <b>{ $balance_kopeks }</b>
bot-standing-none = 🔑 Подписки пока нет — самое время её завести.
bot-standing-active = 🟢 Подписка работает ещё <b>{ $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}</b>, до { $expires_at }.
bot-standing-expired = 🔴 Подписка закончилась. Продлите — и та же ссылка снова заработает.
bot-standing-suspended = 🟡 Подписка приостановлена. Подробности — в разделе «Моя подписка».

bot-trial-started =
    🎁 <b>Пробный период начался!</b>

    У вас { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } и { $traffic_bytes } трафика. Готовим ключ — он придёт сюда через несколько секунд.
bot-no-tariffs = Сейчас в продаже ничего нет. Загляните немного позже.
bot-tariffs = 🛒 <b>Выберите тариф</b>
bot-tariff = <b>{ $tariff }</b>
bot-tariff-popular = ⭐ <b>{ $tariff }</b> — чаще всего выбирают
bot-price = <b>{ $price_kopeks }</b>
bot-price-discounted = <s>{ $list_price_kopeks }</s> <b>{ $price_kopeks }</b> · выгода { $percent } %
bot-tariff-terms = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
} · { $devices ->
    [one] { $devices } устройство
    [few] { $devices } устройства
   *[many] { $devices } устройств
}
bot-traffic = { $traffic_bytes } трафика
bot-traffic-unlimited = трафик без ограничений
bot-your-balance = 💰 На балансе { $balance_kopeks }.
bot-balance-short = Чтобы заплатить с баланса, не хватает { $missing_kopeks }. Можно пополнить его или сразу оплатить звёздами.
bot-your-discount = 🎟 По промокоду следующая покупка или продление дешевле на { $percent } %. Цены уже со скидкой.
bot-autopay = { $state ->
    [on] 🔄 <b>Автопродление включено.</b>
   *[off] 🔄 <b>Автопродление выключено.</b>
} Оно продлевает ваш тариф за { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
} до конца: с баланса, а чего не хватит — сохранённым способом оплаты, если он есть.
bot-saved-method = 💳 Мы помним способ оплаты: { $method }. Перед списанием за день напишем. Вы разрешили это сами и можете отменить здесь в любой момент.
bot-method-forgotten = ✅ Забыли. Больше этим способом ничего не спишем.
bot-save-method = 🔄 Ещё можно разрешить нам запомнить этот способ оплаты: тогда включится автопродление, и, когда подписка будет заканчиваться, а на балансе не хватит денег, мы возьмём ими цену вашего тарифа. За день до этого напишем, а отменить можно в любой момент в «Моей подписке».
bot-pay-and-save = 💳 Сейчас к оплате { $amount_kopeks }. Оплачивая на этой странице, вы разрешаете запомнить способ оплаты и списывать им то, чего не хватит на балансе для продления вашего тарифа перед концом каждого периода. За день до списания напишем. Отменить можно в любой момент: «Моя подписка» → «Способ оплаты» → «Забыть».
bot-terms-changed = ℹ️ Условия изменились, деньги не списаны. Проверьте новые условия — ниже — и оплатите, если они вам подходят.
bot-tariff-later = 🕓 Можно купить с { $from_date }: сейчас действует ваша подписка на других условиях.
bot-tariff-replaces = ℹ️ Трафик вашей подписки израсходован, поэтому этот тариф начнётся сегодня, сразу после оплаты, вместо неё: оставшиеся дни без трафика (до { $expires_at }) не прибавятся. Чтобы их сохранить, продлите подписку на прежних условиях.
bot-price-changed = ℹ️ Цена изменилась, проверьте её ещё раз.
bot-bought =
    ✅ <b>Оплачено: { $tariff }</b>

    Списано { $price_kopeks }, на балансе { $balance_kopeks }. Подписка действует до { $expires_at }.
    Готовим доступ — ключ придёт сюда через несколько секунд.
bot-payment-received =
    ✅ <b>Платёж получен: { $stars } ⭐</b>

    Спасибо! Готовим доступ — всё придёт сюда через несколько секунд.
bot-payment-not-checked = Не получилось проверить счёт. Деньги не списаны — попробуйте через минуту.
bot-invoice-sent = ☝️ Счёт выше. После оплаты деньги сразу появятся на балансе.

bot-no-subscription =
    🔑 <b>Подписки пока нет</b>

    Выберите тариф — ссылка придёт сразу после оплаты.
bot-trial-name = Пробный период
bot-subscription = 🔑 <b>{ $tariff }</b>
bot-status-active = 🟢 Работает
bot-status-expired = 🔴 Закончилась — продлите, и та же ссылка снова заработает
bot-status-suspended = 🟡 Приостановлена
bot-status-suspended-traffic = 📦 Трафик израсходован — продлите, и та же ссылка сразу заработает
bot-status-suspended-operator = ⛔ Приостановлена поддержкой — напишите нам, если это ошибка
bot-days-left = 📅 Осталось { $days ->
    [one] <b>{ $days } день</b>
    [few] <b>{ $days } дня</b>
   *[many] <b>{ $days } дней</b>
}, до { $expires_at }
bot-used =
    📊 { $used_bytes } из { $limit_bytes }
    <code>{ $bar }</code>
bot-used-unlimited = 📊 Скачано { $used_bytes }, без ограничений
bot-devices = 📱 До { $devices ->
    [one] { $devices } устройства
   *[many] { $devices } устройств
}
bot-servers = 🌍 { $servers }
bot-servers-trouble = 🛠 Сейчас может не работать: { $servers }. Мы уже работаем над этим; ссылку и ключи менять не нужно, всё заработает само.
bot-being-prepared = ⏳ <i>Доступ ещё готовится. Он заработает сам — загляните через минуту.</i>
bot-link =

    Ваша ссылка:
    <code>{ $link }</code>
bot-keys =
    🗝 <b>Ключи серверов</b>

    Нажмите на ключ, чтобы скопировать его. Обычно удобнее общая ссылка: она обновляется сама.
bot-key = <code>{ $link }</code>
bot-qr =
    📷 Наведите камеру приложения на код или вставьте ссылку:
    <code>{ $link }</code>
bot-reissue-ask =
    🔁 <b>Сменить ссылку?</b>

    Старая ссылка и все ключи сразу перестанут работать — на всех устройствах понадобится новая. Это пригодится, если ссылкой пользуется кто-то чужой.
bot-reissued = ✅ <b>Ссылка новая, старая больше не работает.</b>

bot-balance =
    💰 <b>Баланс: { $balance_kopeks }</b>

    { $history }
bot-history-empty = Движений пока не было.
bot-entry-in = 🟢 +{ $amount_kopeks } · { $what } · <i>{ $at }</i>
bot-entry-out = 🔻 −{ $amount_kopeks } · { $what } · <i>{ $at }</i>
bot-entry-free = 🎁 { $what } · <i>{ $at }</i>
bot-entry-top-up = оплата
bot-entry-purchase = покупка
bot-entry-renewal = продление
bot-entry-refund = возврат
bot-entry-grant = от поддержки
bot-entry-promocode = промокод
bot-entry-campaign = подарок за знакомство
bot-entry-referral-reward = за друга
bot-entry-referral-clawback = возврат друга
bot-top-up =
    ➕ <b>На сколько пополнить?</b>

    От { $min_kopeks } до { $max_kopeks }, оплата звёздами Telegram.
bot-ask-amount-amount = ✏️ Напишите сумму в рублях, например <code>450</code>.

bot-ask-promocode-code = 🎟 Напишите промокод.
bot-promocode-balance = 🎉 Промокод { $code } принят: +{ $value_kopeks }. На балансе { $balance_kopeks }.
bot-promocode-days = 🎉 Промокод { $code } принят: подписка длиннее на { $value ->
    [one] { $value } день
    [few] { $value } дня
   *[many] { $value } дней
}.
bot-promocode-discount = 🎉 Промокод { $code } принят: следующая покупка или продление дешевле на { $value } %. Цены в магазине уже со скидкой.
bot-promocode-tariff = 🎉 Промокод { $code } принят: тариф «{ $tariff }» ваш, бесплатно.
bot-promocode-traffic = 🎉 Промокод { $code } принят: +{ $value } ГБ трафика.
bot-invite =
    🤝 <b>Приглашайте друзей</b>

    С каждой оплаты друга вы получаете { $percent } % на баланс. Ваша ссылка:
    <code>{ $link }</code>

    Пришли по ней: { $invited }. Заработано: { $earned_kopeks }.
bot-share-words = Пользуюсь { $shop } — быстрый VPN, включается за минуту.

bot-tickets =
    💬 <b>Поддержка</b>

    Ваши обращения:
bot-tickets-none =
    💬 <b>Поддержка</b>

    Что-то не работает или есть вопрос? Напишите — мы ответим прямо здесь.
bot-ask-ticket-text = ✍️ Опишите вопрос одним сообщением. Если что-то не подключается, напишите устройство и приложение.
bot-ask-ticket-reply-text = ✍️ Напишите сообщение.
bot-ticket-sent = ✅ Сообщение отправлено. Ответ придёт сюда.
bot-ticket =
    💬 <b>Обращение № { $number }</b> · { $status }

    { $messages }
bot-ticket-open = ждёт ответа
bot-ticket-in-progress = в работе
bot-ticket-closed = закрыто
bot-message-customer =
    👤 <i>{ $at }</i>
    { $text }
bot-message-staff =
    🛟 <b>Поддержка</b> <i>{ $at }</i>
    { $text }

bot-language = 🌐 На каком языке говорить?
bot-language-ru = 🇷🇺 Русский
bot-language-en = 🇬🇧 English

bot-help =
    ❓ <b>Как подключиться</b>

    Выберите устройство — покажу приложение и шаги.
bot-platform-ios = 🍏 iPhone, iPad
bot-platform-android = 🤖 Android
bot-platform-windows = 🪟 Windows
bot-platform-macos = 💻 macOS
bot-platform-linux = 🐧 Linux
bot-help-ios =
    🍏 <b>iPhone и iPad</b>

    1. Установите из App Store <b>Happ</b>, <b>Streisand</b> или <b>Hiddify</b>.
    2. Скопируйте свою ссылку в разделе «Моя подписка».
    3. В приложении нажмите «＋» → «Вставить из буфера».
    4. Разрешите добавить конфигурацию VPN и нажмите кнопку включения.

    Не подключается? Обновите подписку в приложении и попробуйте другой сервер.
bot-help-android =
    🤖 <b>Android</b>

    1. Установите <b>v2rayNG</b>, <b>Hiddify</b> или <b>Happ</b> из Google Play.
    2. Скопируйте свою ссылку в разделе «Моя подписка».
    3. В приложении нажмите «＋» → «Импорт из буфера обмена».
    4. Выберите сервер и нажмите кнопку включения.

    Не подключается? Разрешите приложению работать в фоне и обновите подписку.
bot-help-windows =
    🪟 <b>Windows</b>

    1. Установите <b>Hiddify</b> или <b>v2rayN</b>.
    2. Скопируйте свою ссылку в разделе «Моя подписка».
    3. В приложении нажмите «Новый профиль» → «Добавить из буфера обмена».
    4. Нажмите кнопку включения. Для всех программ выберите режим «VPN» (TUN).

    Не подключается? Запустите приложение от имени администратора.
bot-help-macos =
    💻 <b>macOS</b>

    1. Установите <b>Happ</b> или <b>Streisand</b> из App Store, либо <b>Hiddify</b>.
    2. Скопируйте свою ссылку в разделе «Моя подписка».
    3. В приложении нажмите «＋» → «Вставить из буфера».
    4. Разрешите добавить конфигурацию VPN и включите её.
bot-help-linux =
    🐧 <b>Linux</b>

    1. Установите <b>Hiddify</b> (AppImage или deb) или <b>v2rayN</b>.
    2. Скопируйте свою ссылку в разделе «Моя подписка».
    3. В приложении нажмите «Новый профиль» → «Добавить из буфера обмена».
    4. Нажмите кнопку включения. Для всех программ выберите режим «VPN» (TUN).
bot-paysupport =
    💳 <b>Вопросы об оплате</b>

    Деньги списались, а доступа нет? { $ways ->
        [button] Напишите в поддержку кнопкой ниже.
        [contact] Напишите в поддержку: { $contact }.
        [nowhere] Обратитесь к владельцу магазина.
       *[both] Напишите в поддержку кнопкой ниже или сюда: { $contact }.
    } Назовите свой номер: <code>{ $number }</code>.

    Платёж звёздами можно вернуть — мы проверим его и ответим. Telegram в этих вопросах не помогает.
bot-terms =
    📄 <b>Условия { $shop }</b>

    1. Вы покупаете доступ к VPN на выбранный срок, с указанным трафиком и числом устройств.
    2. Доступ начинается сразу после оплаты. Если мы не смогли его дать, деньги остаются на балансе или возвращаются.
    3. Ссылка — только для вас. Нельзя рассылать спам, атаковать чужие сети и нарушать закон.
    4. Мы храним ваш номер в Telegram, платежи и объём трафика. Что вы смотрите, мы не храним.
    5. Вопросы об оплате и возврате: /paysupport{ $contact ->
        [none] .
       *[other] , { $contact }.
    }

bot-admin = 🛠 <b>Управление</b>
bot-admin-today = 📈 Сегодня
bot-admin-console = 🖥 Всё в браузере
bot-admin-find = 🔎 Найти клиента
bot-admin-tariffs = 🏷 Тарифы
bot-admin-servers = 🌍 Серверы
bot-admin-promocodes = 🎟 Промокоды
bot-admin-campaigns = 📢 Кампании
bot-admin-tickets = 💬 Обращения
bot-admin-broadcast = 📣 Рассылка

bot-today =
    📈 <b>Сегодня</b> <i>на { $at }</i>

    👤 Новых людей: <b>{ $new_users }</b> (всего { $total_users })
    🎁 Пробных периодов: <b>{ $trials }</b>
    🛒 Продаж: <b>{ $sales }</b>
    💰 Получено: <b>{ $revenue_kopeks }</b> ({ $stars } ⭐)
    🔑 Подписок работает: <b>{ $active_subscriptions }</b>
    📊 Трафик: <b>{ $traffic_bytes }</b>
    💬 Открытых обращений: <b>{ $open_tickets }</b>
    ⏳ Ключей готовится: <b>{ $keys_behind }</b>

bot-button-admin-new-tariff = ➕ Новый тариф
bot-button-admin-tariff = 🟢 { $tariff } — { $price_kopeks }
bot-button-admin-tariff-off = ⚪ { $tariff } — { $price_kopeks }
bot-button-admin-popular-on = ⭐ Популярный
bot-button-admin-popular-off = ☆ Сделать популярным
bot-button-admin-enable = ▶️ Включить продажу
bot-button-admin-disable = ⏸ Снять с продажи
bot-button-admin-rename = ✏️ Переименовать
bot-admin-tariffs-list = 🏷 <b>Тарифы</b>
bot-admin-tariff =
    🏷 <b>{ $tariff }</b> · { $state ->
        [on] в продаже
       *[off] не продаётся
    }

    Срок: { $days } дн.
    Цена: { $price_kopeks } (без скидки { $list_price_kopeks })
    Трафик: { $limited ->
        [yes] { $traffic_bytes }
       *[no] без ограничений
    }
    Устройств: { $devices }
    Описание: { $description }
bot-field-name = ✏️ Название
bot-field-period-days = ✏️ Срок
bot-field-price-kopeks = ✏️ Цена
bot-field-list-price-kopeks = ✏️ Цена без скидки
bot-field-traffic-gb = ✏️ Трафик
bot-field-devices = ✏️ Устройства
bot-field-description = ✏️ Описание
bot-ask-tariff-name = 🏷 Как назвать тариф? До 64 знаков, например «Месяц».
bot-ask-tariff-period-days = 📅 На сколько дней? Целое число от 1 до 3660.
bot-ask-tariff-price-kopeks = 💰 Сколько стоит, в рублях? Например <code>299</code>.
bot-ask-tariff-list-price-kopeks = 🏷 Цена без скидки, в рублях — не меньше цены. Пропустите, если скидки нет.
bot-ask-tariff-traffic-gb = 📊 Сколько гигабайт трафика? Пропустите, если без ограничений.
bot-ask-tariff-devices = 📱 На сколько устройств? От 1 до 1000.
bot-ask-tariff-description = 📝 Пара слов о тарифе, до 255 знаков. Можно пропустить.

bot-button-admin-new-server = ➕ Новый сервер
bot-button-admin-server = 🟢 { $server }
bot-button-admin-server-off = ⚪ { $server }
bot-admin-servers-list = 🌍 <b>Серверы</b>
bot-admin-server =
    🌍 <b>{ $server }</b> · № { $number }

    Панель: { $panel }
    { $state ->
        [on] Новые ключи выдаются.
       *[off] Новые ключи не выдаются, прежние работают.
    }
bot-ask-server-name = 🌍 Как назвать сервер? До 64 знаков, например «Амстердам».
bot-ask-server-country = 🏳️ Код страны из двух букв, например <code>NL</code>. Можно пропустить.
bot-ask-server-capacity = 👥 Сколько ключей он примет самое большее? Уже выданные останутся. Пропустите, если без ограничения.
bot-admin-server-keys = Ключей: { $held } из { $limit }.
bot-button-admin-capacity = 👥 Вместимость

bot-ask-user-query = 🔎 Кого ищем? Номер, Telegram id, @имя, почта, код приглашения или часть имени.
bot-admin-found = 🔎 Нашлось несколько:
bot-button-admin-user = { $name } · { $number }
bot-button-admin-customer = 👤 Клиент
bot-button-admin-days = 📅 Дать дни
bot-button-admin-balance = 💰 Баланс
bot-button-admin-block = ⛔ Закрыть аккаунт
bot-button-admin-unblock = ✅ Открыть аккаунт
bot-admin-user =
    👤 <b>{ $name }</b> { $username }
    № <code>{ $number }</code> · Telegram <code>{ $telegram }</code> · { $email }
    С нами с { $created_at }
    { $state ->
        [blocked] ⛔ Аккаунт закрыт
        [unreachable] 🔕 Остановил бота
       *[active] 🟢 На связи
    }

    💰 { $balance_kopeks }
    { $subscription }
bot-admin-no-subscription = 🔑 Подписки нет
bot-admin-subscription = 🔑 { $kind ->
    [trial] Пробная
   *[paid] Оплаченная
}, { $state ->
    [active] работает
    [expired] закончилась
   *[suspended] приостановлена
}, до { $expires_at }, трафик { $used_bytes }{ $limited ->
    [yes] {" "}из { $limit_bytes }
   *[no] {""}
}
bot-admin-user-tickets = 💬 Обращения: { $name }
bot-admin-user-no-tickets = 💬 { $name } ещё ни о чём не спрашивал(а).
bot-ask-days-days = 📅 Сколько дней дать? От 1 до 3660.
bot-ask-grant-amount = 💰 Сколько рублей зачислить? С минусом — списать, например <code>-150</code>.
bot-admin-confirm-days = Дать { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
} — <b>{ $name }</b>?
bot-admin-confirm-balance = Изменить баланс на <b>{ $amount_kopeks }</b> — <b>{ $name }</b>?
bot-admin-days-given = ✅ Дано: { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}. { $paused ->
    [yes] Срок подписки теперь до { $expires_at }, но она приостановлена: VPN заработает, когда её возобновят.
   *[no] Подписка работает до { $expires_at }.
}
bot-admin-days-first = ℹ️ Подписки у клиента нет: будет создана бесплатная, на { $devices ->
    [one] { $devices } устройство
    [few] { $devices } устройства
   *[many] { $devices } устройств
}, с трафиком как у пробного периода на столько же дней.
bot-admin-days-paused = ℹ️ Подписка приостановлена: дни прибавятся, но VPN не заработает, пока её не возобновят.
bot-admin-days-with-traffic = ℹ️ Трафик клиента израсходован: вместе с днями прибавится трафик, столько в день, сколько было в его тарифе.
bot-admin-no-server = ⚠️ Дни не даны: нет свободного сервера, на котором была бы подписка. Включите сервер или увеличьте число мест, потом повторите.
bot-admin-balance-given = ✅ Баланс изменён.

bot-admin-tickets-waiting = 💬 <b>Ждут ответа</b>
bot-admin-tickets-none = 💬 Никто не ждёт ответа. 🌿
bot-button-admin-ticket = № { $number } · { $name } · { $subject }
bot-ask-answer-text = ✍️ Напишите ответ клиенту.
bot-admin-answer-sent = ✅ Ответ по обращению № { $number } отправлен.

bot-button-admin-new-promocode = ➕ Новый промокод
bot-admin-promocodes-list = 🎟 <b>Промокоды</b>
bot-admin-promocodes-none = 🎟 Промокодов пока нет.
bot-admin-promocode-balance = <code>{ $code }</code> · { $value_kopeks } на баланс · осталось { $left }
bot-admin-promocode-days = <code>{ $code }</code> · { $value } дн. · осталось { $left }
bot-admin-promocode-discount = <code>{ $code }</code> · скидка { $value } % · осталось { $left }
bot-admin-promocode-tariff = <code>{ $code }</code> · тариф «{ $tariff }» бесплатно · осталось { $left }
bot-admin-promocode-traffic = <code>{ $code }</code> · { $value } ГБ · осталось { $left }
bot-ask-promo-code = 🎟 Какой код? 3–32 знака: латинские буквы, цифры, <code>-</code> и <code>_</code>. Он не должен повторяться.
bot-ask-promo-kind = 🎁 Что даёт промокод?
bot-ask-promo-value = 🔢 Сколько: рублей, дней, гигабайт или процентов? Для бесплатного тарифа — его название, как в списке тарифов.
bot-ask-promo-uses = 👥 На сколько человек? Пропустите, если без ограничений.
bot-choice-promo-balance = 💰 Деньги на баланс
bot-choice-promo-days = 📅 Дни подписки
bot-choice-promo-discount = 🏷 Скидка
bot-choice-promo-tariff = 📦 Тариф бесплатно
bot-choice-promo-traffic = 📊 Трафик

bot-button-admin-new-campaign = ➕ Новая кампания
bot-admin-campaigns-list = 📢 <b>Кампании</b>
bot-admin-campaigns-none = 📢 Кампаний пока нет.
bot-admin-campaign =
    <b>{ $name }</b> · подарок { $bonus_kopeks }{ $days ->
        [0] {""}
        [one] {" "}и { $days } день
        [few] {" "}и { $days } дня
       *[other] {" "}и { $days } дней
    }
    <code>{ $link }</code>
bot-ask-campaign-name = 📢 Как назвать кампанию? До 64 знаков, видите только вы.
bot-ask-campaign-start-param = 🔗 Что будет в ссылке? 2–32 знака: латинские буквы, цифры и <code>-</code>. Не должно повторяться.
bot-ask-campaign-bonus = 🎁 Сколько рублей подарить новичку? Можно пропустить.
bot-ask-campaign-days = 📅 Сколько бесплатных дней получает новичок? Можно пропустить.

bot-broadcast-ask = 📣 Пришлите сообщение, которое получат все: текст, фото — что угодно.
bot-broadcast-confirm = ☝️ Так его увидят { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[many] { $people } человек
}. Отправляем?
bot-button-broadcast-send = 📣 Отправить всем
bot-broadcast-started = 📣 Рассылка начинается…
bot-ways-to-pay = 💳 Как удобнее заплатить { $amount_kopeks }?
bot-pay-page = 💳 К оплате { $amount_kopeks }. Откройте страницу оплаты — деньги придут на баланс сами, мы сразу напишем.
bot-button-pay-page = 💳 Перейти к оплате

bot-admin-settings = ⚙️ Настройки
bot-admin-settings-list = ⚙️ <b>Настройки</b>

    Здесь те, что нужны в дороге. Все остальные — в браузере.
bot-button-admin-setting = { $title }: { $value }
bot-button-admin-setting-change = ✏️ Изменить
bot-button-admin-setting-reset = ↩️ Как было сначала
bot-admin-setting-fixed = 🔒 Задано в окружении ({ $name } в файле .env), поэтому здесь не меняется. Уберите эту строку и запустите магазин заново.
