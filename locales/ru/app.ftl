# The browser cabinet and the Telegram Mini App.

# Parts of the cabinet.
app-nav = Кабинет
app-nav-home = Главная
app-nav-plans = Тарифы
app-nav-wallet = Баланс
app-nav-support = Помощь
app-nav-settings = Профиль
app-nav-friends = Друзья
app-skip = Перейти к содержанию
app-back = Назад
app-close = Закрыть
app-cancel = Отмена
app-retry = Попробовать снова
app-loading = Загружаем
app-copy = Скопировать
app-copied = Скопировано
app-share = Поделиться
app-show-more = Показать ещё

# What goes wrong here and not in the shop.
app-error-unknown = Что-то пошло не так. Обновите страницу и попробуйте снова.
app-error-offline = Магазин не отвечает. Проверьте интернет, мы продолжаем пробовать.
app-error-wait = Слишком много запросов. Попробуйте через { $seconds } с.
app-error-balance = На балансе не хватает денег. Пополните его и попробуйте снова.
app-error-form = Что-то заполнено неверно. Проверьте поля и попробуйте снова.
app-error-page = Страница не открылась
app-offline = Нет связи
app-offline-since = Показываем то, что было в { $time }. Ваш ключ продолжает работать.

# Signing in.
app-login-title = Вход
app-login-lead = Подписка, ключи и баланс в одном месте.
app-login-button = Войти
app-login-none = Ещё нет аккаунта?
app-login-telegram = Продолжить через Telegram
app-login-telegram-failed = Telegram не подтвердил вход. Нажмите кнопку ниже и попробуйте ещё раз.
app-login-forgot = Забыли пароль?
app-register-title = Новый аккаунт
app-register-lead = Нужна только электронная почта. Это займёт минуту.
app-register-button = Создать аккаунт
app-register-have = Уже есть аккаунт?
app-register-invited = Вас пригласил друг. Код { $code } учтён.
app-field-name = Ваше имя
app-field-email = Электронная почта
app-field-password = Пароль
app-field-password-hint = Не короче 8 символов
app-field-show = Показать пароль
app-field-hide = Скрыть пароль
app-letter-title = Проверьте почту
app-letter-text = Мы отправили письмо на { $email }. Откройте ссылку из него и нажмите «Подтвердить» — эта страница продолжит сама.
app-letter-done = Адрес подтверждён
app-letter-spam = Письма нет? Загляните в «Спам» или войдите ещё раз — пришлём новое.
app-forgot-title = Новый пароль
app-forgot-lead = Укажите почту, и мы пришлём ссылку, чтобы задать новый пароль.
app-forgot-button = Отправить письмо
app-forgot-sent = Если такой аккаунт есть, письмо уже в пути. Ссылка действует час.
app-to-login = Ко входу
app-telegram-signing = Входим через Telegram
app-telegram-failed = Telegram не подтвердил вход. Закройте это окно и откройте его из бота ещё раз.

# Home.
app-hello = Здравствуйте, { $name }
app-state-active = Работает
app-state-preparing = Готовится
app-state-expired = Закончилась
app-state-exhausted = Трафик закончился
app-state-paused = Приостановлена
app-state-trial = Пробный период
app-days-left = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
app-hours-left = { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
}
app-until = до { $until_at }
app-ended-at = закончилась { $until_at }
app-paid-until = оплачена до { $until_at }
app-vpn-off = VPN отключён
app-expired-text = Продлите её, и та же ссылка сразу заработает снова.
app-exhausted-text = Оплаченный трафик израсходован. Продлите подписку, и та же ссылка сразу заработает снова.
app-paused-text = Доступ приостановила поддержка. Напишите ей: она скажет, в чём дело и как его вернуть.
app-preparing-text = Готовим ваш ключ. Это займёт несколько секунд.
app-traffic = Трафик
app-traffic-of = из { $limit_bytes }
app-traffic-unlimited = без лимита
app-traffic-ring = Потрачено { $used_bytes } из { $limit_bytes }
app-server = Сервер
app-server-soon = выберется сам
app-devices = Устройства
app-devices-count = до { $count }
app-connect = Подключить устройство
app-renew = Продлить
app-write-to-support = Написать в поддержку
app-buy = Выбрать тариф
app-autopay = Автопродление
app-autopay-on = включено
app-autopay-off = выключено
app-none-title = Подписки пока нет
app-none-text = Выберите тариф: ключ придёт сразу после оплаты и подойдёт для всех ваших устройств.
app-trial-title = Попробуйте бесплатно
app-trial-text = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
} и { $gb } ГБ на { $devices ->
    [one] { $devices } устройстве
   *[other] { $devices } устройствах
}. Карта не нужна.
app-trial-button = Начать пробный период
app-trial-channel = Пробный период — для участников нашего канала.
app-trial-join = Открыть канал
app-trial-started = Пробный период начался
app-balance = Баланс
app-top-up = Пополнить
app-friends-title = Пригласите друзей
app-friends-text = Часть их оплаты придёт на ваш баланс.
app-support-title = Есть вопрос?
app-support-text = Напишите нам, ответит человек.

# Connecting.
app-connect-title = Подключить устройство
app-connect-lead = Установите приложение, добавьте подписку одним нажатием и нажмите в нём «Подключить».
app-connect-none = Подключать пока нечего. Сначала выберите тариф.
app-connect-ended = Подписка закончилась. Продлите её, и эта ссылка снова заработает.
app-connect-platform = Ваше устройство
app-connect-open = Добавить в { $app }
app-connect-install = Установить
app-connect-install-app = Установить { $app }
app-connect-best = Советуем
app-connect-qr = QR-код
app-connect-qr-text = Отсканируйте его в приложении на другом устройстве.
app-connect-qr-alt = Ваш ключ в виде QR-кода
app-connect-link = Ссылка подписки
app-connect-link-hint = Подходит всем приложениям. Не передавайте её: у кого ссылка, тот тратит ваш трафик.
app-connect-key = Отдельный ключ
app-platform-android = Android
app-platform-ios = iPhone и iPad
app-platform-windows = Windows
app-platform-macos = macOS
app-platform-linux = Linux
app-open-title = Добавляем подписку в { $app }
app-open-text = Приложение откроется само. Если нет, нажмите кнопку.
app-open-button = Открыть { $app }
app-open-missing = Приложение не установлено?
app-open-broken = Ссылка повреждена. Откройте кабинет и нажмите кнопку приложения ещё раз.
app-open-cabinet = Перейти в кабинет

# Plans.
app-plans-title = Тарифы
app-renew-title = Продление подписки
app-renew-lead = Новые дни прибавятся к оставшимся. Неистраченный трафик сохранится.
app-renew-ended-lead = Новый срок начнётся сразу после оплаты. Ссылка останется прежней.
app-renew-used-up-lead = Трафик израсходован. Тариф с прежними условиями прибавит дни и трафик, а любой другой начнётся сегодня вместо прежнего: оставшиеся дни не прибавятся.
app-plans-lead = Цена окончательная: потом ничего не добавится.
app-plans-empty = Сейчас ничего не продаётся. Загляните позже или напишите в поддержку.
app-plan-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
app-plan-traffic = { $gb } ГБ трафика
app-plan-unlimited = Трафик без лимита
app-plan-devices = { $devices ->
    [one] { $devices } устройство
   *[other] До { $devices } устройств
}
app-plan-popular = Популярный
app-plan-month = { $month_kopeks } в месяц
app-plan-save = Выгода { $save_kopeks }
app-plan-old-price = Цена без скидки
app-plan-choose = Выбрать
app-plan-later = Можно купить с { $from_at }: сейчас действует ваша подписка на других условиях.
app-plan-paused = Подписку приостановила поддержка, купить сейчас нельзя. Напишите нам в разделе «Поддержка».
app-buy-title = Подтвердите покупку
app-buy-plan = Тариф
app-buy-price = Цена
app-buy-discount = Скидка
app-buy-balance = На балансе
app-buy-after = Останется
app-buy-short = Не хватает
app-buy-button = Оплатить { $price_kopeks }
app-buy-top-up = Пополнить на { $missing_kopeks }
app-buy-done = Оплачено. Подписка работает до { $until_at }.

# Balance.
app-wallet-title = Баланс
app-wallet-now = На вашем балансе
app-wallet-top-up = Пополнение
app-wallet-amount = Сумма, ₽
app-wallet-range = От { $min_kopeks } до { $max_kopeks }
app-wallet-least = От { $min_kopeks }
app-wallet-method = Как оплатить
app-wallet-button = Пополнить на { $amount_kopeks }
app-wallet-save = Запомнить способ для автопродления
app-wallet-no-methods = Способы оплаты не включены. Напишите в поддержку.
app-wallet-wait = Вы перейдёте на страницу оплаты и вернётесь сюда.
app-pending-title = Ждём оплату
app-pending-pay = Оплатить
app-pending-check = Проверить
app-pending-from = с { $time }
app-pending-arrived = На баланс пришло { $amount_kopeks }
app-pending-not-yet = Деньги ещё не пришли. Зачислим сами, как только придут.
app-pending-failed = Платёж не прошёл или устарел. Создайте новый.
app-promo-title = Промокод
app-promo-field = Введите код
app-promo-button = Применить
app-history-title = История
app-history-empty = Пока пусто. Здесь появятся пополнения и покупки.

# Friends.
app-invite-title = Пригласите друзей
app-invite-lead = Отправьте ссылку другу. Часть его оплаты будет каждый раз приходить на ваш баланс.
app-invite-telegram = Ссылка для Telegram
app-invite-web = Ссылка для браузера
app-invite-text = Пользуюсь этим VPN. Попробуй:
app-invite-friends = Друзей
app-invite-active = С подпиской
app-invite-earned = Заработано
app-invite-list = Кто пришёл
app-invite-empty = Пока никого. Отправьте ссылку первому другу.
app-invite-since = с { $since_at }

# Support.
app-support-lead = Напишите, что случилось. Ответим здесь и там, через что вы вошли.
app-support-new = Новое обращение
app-support-subject = О чём вопрос
app-support-message = Сообщение
app-support-send = Отправить
app-support-empty = Обращений нет
app-support-empty-text = Если что-то не работает или непонятно, спросите. Будем рады помочь.
app-support-open = Ждёт ответа
app-support-in-progress = Есть ответ
app-support-closed = Закрыто
app-support-close = Закрыть обращение
app-support-is-closed = Обращение закрыто. Создайте новое, если вопрос остался.
app-support-unread = { $count ->
    [one] { $count } новое сообщение
    [few] { $count } новых сообщения
   *[other] { $count } новых сообщений
}
app-support-us = Поддержка
app-support-you = Вы
app-support-today = сегодня

# Profile.
app-settings-title = Профиль
app-settings-account = Аккаунт
app-settings-email = Электронная почта
app-settings-email-unverified = не подтверждена
app-settings-since = С нами с
app-settings-language = Язык
app-settings-theme = Оформление
app-settings-theme-auto = Как на устройстве
app-settings-theme-light = Светлое
app-settings-theme-dark = Тёмное
app-settings-autopay = Продлевать автоматически
app-settings-autopay-text = За день до конца спишем цену с баланса, чтобы доступ не прервался.
app-settings-autopay-saved = Недостающее спишем так: { $method }
app-settings-autopay-trial = Появится с платным тарифом.
app-settings-help = Помощь
app-settings-write = Написать нам
app-settings-terms = Условия
app-settings-privacy = Конфиденциальность
app-sessions = Где выполнен вход
app-sessions-here = Это устройство
app-sessions-seen = был на связи { $when }
app-sessions-end = Выйти там
app-sessions-ended = Там вы вышли
app-settings-sign-out = Выйти
app-settings-sign-out-text = Выход произойдёт только на этом устройстве.
