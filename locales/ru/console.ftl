# The operator console in the browser.

# The frame.
console-title = Панель управления
console-name = Панель управления
console-nav = Разделы
console-nav-overview = Обзор
console-nav-users = Клиенты
console-nav-payments = Платежи
console-nav-tickets = Обращения
console-nav-traffic = Трафик
console-nav-servers = Серверы
console-nav-shop = Витрина
console-nav-settings = Настройки
console-nav-system = Система
console-nav-more = Ещё
console-waiting = { $count ->
    [one] ждёт { $count }
    [few] ждут { $count }
   *[other] ждут { $count }
}
console-you = Вы
console-to-cabinet = Открыть кабинет клиента
console-to-docs = Описание API
console-screen-failed = Раздел не открылся. Проверьте интернет и попробуйте снова.

# The door.
console-login-title = Вход для администратора
console-login-lead = Из бота: отправьте ему /admin. В браузере: войдите через Telegram аккаунтом, указанным в ADMIN_IDS, или API-ключом.
console-login-or = или ключом
console-login-by-key = Войти по API-ключу
console-login-key = API-ключ
console-login-key-hint = Сделать ключ: vitrina apikey create console --scope operator. Он хранится только в этой вкладке.
console-stranger-title = Здесь только администраторы
console-stranger-lead = У этого аккаунта нет доступа к панели.
console-stranger-as = Вы вошли как { $name }. У этого аккаунта нет доступа к панели.
console-stranger-key = владелец API-ключа
console-stranger-how = Если вы владелец магазина, добавьте свой Telegram ID в ADMIN_IDS и перезапустите магазин. Ключу нужны права operator.
console-stranger-id = Ваш Telegram ID: { $id }
console-stranger-other = Войти иначе

# What goes wrong.
console-error-forbidden = Нет доступа. Войдите как администратор.
console-error-unauthorized = Вход устарел или ключ не подошёл. Войдите снова.
console-error-user-not-found = Такого клиента нет. Вернитесь к списку и найдите его снова.
console-error-not-found = Этого здесь больше нет. Вернитесь к списку и обновите его.
console-error-backup-not-found = Этой копии больше нет. Обновите список.
console-error-invalid-backup = Копия повреждена. Выберите другую.
console-error-tests-running = Проверки уже идут. Подождите минуту и попробуйте снова.
console-error-service-not-configured = Эта часть не настроена, перезапускать нечего. Посмотрите настройки.
console-error-json-required = Форма заполнена неверно. Проверьте поля и попробуйте снова.
console-error-invalid = Поле «{ $field }» заполнено неверно. Исправьте его и попробуйте снова.
console-error-required = Заполните поле «{ $field }» и попробуйте снова.
console-amount-wrong = Введите сумму в рублях, например 299 или 49,90
console-whole-wrong = Введите целое число

# Common words.
console-save = Сохранить
console-saved = Сохранено
console-create = Создать
console-edit = Изменить
console-delete = Удалить
console-deleted = Удалено
console-enable = Включить
console-disable = Выключить
console-on = Включено
console-off = Выключено
console-restart = Перезапустить
console-choose = Выберите
console-more = Показать ещё
console-state = Состояние
console-provider = Платёжная система
console-sum = Сумма
console-when = Когда
console-user = Клиент
console-seen = Был(а) в сети
console-balance = Баланс
console-period = Период
console-edit-one = Изменить: { $name }
console-of = { $part } из { $whole }
console-since = с { $time }
console-until = до { $time }
console-type-to-confirm = Чтобы подтвердить, введите: { $word }
console-pages = Страницы
console-page = { $page } из { $last } · всего { $total }
console-page-before = Предыдущая страница
console-page-after = Следующая страница
console-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
}
console-devices = { $count ->
    [one] { $count } устройство
    [few] { $count } устройства
   *[other] { $count } устройств
}
console-gigabytes = { $count } ГБ
console-days-short = { $count } д
console-hours-short = { $count } ч
console-minutes-short = { $count } мин
console-change = { $percent }%
console-change-yesterday = { $percent }% ко вчера
console-change-none = не с чем сравнить
console-change-name = Изменение
console-state-active = Работает
console-state-inactive = Не работает
console-state-failed = Сбой
console-state-timeout = Не отвечает
console-state-not-configured = Не настроено
console-state-running = Работает
console-state-stopped = Не работает

# The overview.
console-hello = Здравствуйте, { $name }
console-overview-lead = Как дела у магазина сегодня.
console-steps = Первые шаги
console-steps-lead = Что нужно новому магазину до первой продажи. Каждый шаг ведёт туда, где его делают.
console-steps-done = Готово { $done } из { $total }
console-steps-hide = Скрыть
console-steps-hidden = Скрыто. Вернуть первые шаги можно в настройках, в разделе «Магазин».
console-steps-stars = Хватит звёзд
console-step-state = { $state -> 
    [done] Готово
   *[other] Предстоит
}
console-step-name = Назовите магазин
console-step-name-text = Название увидят покупатели в боте, письмах и кабинете.
console-step-tariff = Создайте первый тариф
console-step-tariff-text = Что продаётся, на какой срок и за сколько.
console-step-payment = Включите способ оплаты
console-step-payment-text = Звёзды Telegram уже работают. Добавьте платёжную систему или решите, что звёзд хватит.
console-step-address = Задайте адрес магазина
console-step-address-text = С https: он нужен кабинету, ссылкам подписки и уведомлениям о платежах.
console-step-backup = Включите резервные копии
console-step-backup-text = Выберите, как часто делать копию, и пароль для неё.
console-step-purchase = Сделайте первую покупку
console-step-purchase-text = Откройте бота как покупатель и купите тариф: увидите всё, что видят они.
console-attention = Требует внимания
console-attention-payments = { $count ->
    [one] { $count } платёж ждёт решения
    [few] { $count } платежа ждут решения
   *[other] { $count } платежей ждут решения
}
console-attention-tickets = { $count ->
    [one] { $count } обращение открыто
    [few] { $count } обращения открыто
   *[other] { $count } обращений открыто
}
console-attention-servers = { $count ->
    [one] { $count } сервер не отвечает
    [few] { $count } сервера не отвечают
   *[other] { $count } серверов не отвечают
}
console-attention-keys = { $count ->
    [one] { $count } ключ ещё не готов на сервере
    [few] { $count } ключа ещё не готовы на серверах
   *[other] { $count } ключей ещё не готовы на серверах
}
console-attention-none = Всё в порядке: ничто не ждёт вашего решения
console-today-revenue = Выручка сегодня
console-today-sales = Продажи
console-today-new = Новые клиенты
console-today-trials = Пробные периоды
console-today-active = Активные подписки
console-today-traffic = Трафик
console-today-users = из { $count } клиентов
console-sales = Продажи по дням
console-revenue = Выручка
console-sales-payments = Платежи
console-sales-new = Новые
console-sales-metric = Показатель
console-sales-total = За период
console-sales-day = платежей { $payments }, продаж { $sales }, новых { $people }
console-sales-tariffs = Что покупают
console-sales-methods = Чем платят
console-sales-none = За это время ничего не продано.
console-sales-count = { $count ->
    [one] { $count } продажа
    [few] { $count } продажи
   *[other] { $count } продаж
}
console-payments-count = { $count ->
    [one] { $count } платёж
    [few] { $count } платежа
   *[other] { $count } платежей
}

# Live and traffic.
console-live = Трафик сейчас
console-live-now = онлайн { $users } · соединений { $conns }
console-per-minute = { $size } в минуту
console-live-top = Самые активные за час
console-live-here = онлайн { $count }
console-live-quiet = За последний час никто ничего не передавал.
console-live-latest = Последним был(а) { $name }, { $time }
console-live-window = Онлайн — кто передавал данные за последние { $time }.
console-traffic-lead = Сколько данных прошло через ключи и у кого больше всего.
console-traffic-today = Сегодня
console-traffic-yesterday = Вчера
console-traffic-window = За период
console-traffic-active = Активные ключи
console-traffic-active-note = передавали данные за период
console-traffic-by-day = Трафик по дням
console-traffic-off = Сбор выключен
console-traffic-users = Кто передал больше всех
console-traffic-key = Ключ
console-traffic-conns = Соединения
console-traffic-anomaly = необычно много
console-traffic-none = Через ключи ещё ничего не прошло
console-traffic-partial = За часть дней данных нет: магазин тогда не работал или его серверы не отвечали.
console-traffic-connections = соединений: { $count }

# Customers.
console-users-total = Всего: { $count }
console-users-search = Имя, @username, почта, номер или Telegram ID
console-users-none = Клиентов пока нет. Они появятся, когда откроют бота или кабинет
console-users-not-found = Никого не нашлось. Попробуйте часть имени или номер
console-user-number = Клиент № { $id }
console-user-blocked = Закрыт
console-user-unreachable = Остановил(а) бота
console-user-about = О клиенте
console-user-telegram-id = Telegram ID
console-user-email = Почта
console-user-language = Язык
console-user-since = С нами с
console-user-referrer = Пригласил(а)
console-user-campaign = Кампания
console-user-referrals = Привёл(а) друзей
console-user-sessions = Входов в кабинет
console-subscription = Подписка
console-subscription-until = Действует до
console-subscription-traffic = Трафик
console-subscription-devices = Устройства
console-subscription-autopay = Автопродление
console-subscription-none = Нет подписки
console-subscription-none-text = Подписки ещё не было.
console-subscription-trial = пробный период
console-subscription-active = Активна
console-subscription-expired = Закончилась
console-subscription-suspended = На паузе
console-keys = Ключи
console-key-server = Сервер
console-key-link = Ссылка
console-key-online = В сети
console-key-state-active = Работает
console-key-state-expired = Закончился
console-key-state-suspended = На паузе
console-key-state-revoked = Отозван
console-key-link-ready = Готова
console-key-link-preparing = Готовится
console-key-link-none = Нет
console-ledger = Движение денег
console-ledger-none = Баланс ещё не менялся
console-entry-top-up = Пополнение
console-entry-purchase = Покупка
console-entry-renewal = Продление
console-entry-refund = Возврат
console-entry-grant = Изменение вручную
console-entry-promocode = Промокод
console-entry-campaign = Подарок кампании
console-entry-referral-reward = За приглашённого друга
console-entry-referral-clawback = Отмена награды за друга
console-purchases = Покупки с баланса
console-purchases-none = Покупок ещё не было
console-purchase-return = Вернуть на баланс
console-purchase-returned = Возвращено на баланс
console-purchase-return-text = Вернуть { $sum_kopeks } за «{ $what }» на баланс ({ $name })? Подписка продолжит работать; если её нужно остановить, поставьте на паузу отдельно.
console-do-grant = Изменить баланс
console-do-block = Закрыть аккаунт
console-do-unblock = Открыть аккаунт
console-do-suspend = Поставить на паузу
console-do-resume = Снять с паузы
console-do-reissue = Новая ссылка
console-grant-title = Баланс: { $name }
console-grant-text = Плюс добавляет деньги, минус забирает. Клиент увидит изменение в истории.
console-grant-amount = Сумма в рублях
console-grant-reason = Причина (для вас)
console-grant-give = Начислить { $sum_kopeks }
console-grant-take = Списать { $sum_kopeks }
console-grant-after = Сейчас { $now_kopeks }, станет { $then }.
console-granted = Баланс изменён
console-block-text = { $name } не сможет пользоваться магазином, ключи перестанут работать. Деньги и история сохранятся.
console-blocked = Аккаунт закрыт
console-unblock-text = { $name } снова сможет пользоваться магазином, ключи оплаченной подписки заработают.
console-unblocked = Аккаунт открыт
console-suspend-text = VPN ({ $name }) остановится сразу, дни продолжат идти. Клиент получит сообщение.
console-suspended = Подписка на паузе
console-resume-text = VPN ({ $name }) заработает снова.
console-resumed = Подписка снова работает
console-reissue-text = Старые ключи и ссылка подписки ({ $name }) перестанут работать. Клиенту нужно будет подключиться заново по новой ссылке.
console-reissued = Новая ссылка готовится

# Payments.
console-payments-total = Всего: { $count }
console-payments-search = Номер платежа здесь или в платёжной системе
console-payments-every-state = Любое состояние
console-payments-every-provider = Все системы
console-payments-none = Платежей пока нет
console-payments-not-found = Ничего не нашлось. Измените фильтр или проверьте номер целиком
console-payment = Платёж
console-payment-number = Платёж № { $id }
console-payment-pending = Ждёт оплаты
console-payment-completed = Оплачен
console-payment-review = Ждёт решения
console-payment-refunding = Возвращается
console-payment-refunded = Возвращён
console-payment-failed = Не прошёл
console-payment-expired = Просрочен
console-payment-dismissed = Отклонён
console-payment-about = О платеже
console-payment-came = Пришло
console-payment-worth = Придёт на баланс, если принять
console-payment-credited = Зачислено на баланс
console-payment-method = Способ
console-payment-opened = Создан
console-payment-paid = Оплачен
console-payment-given-back = Возвращён
console-payment-reversed = Отозван системой
console-payment-external = Номер в платёжной системе
console-payment-do = Что можно сделать
console-payment-check = Спросить платёжную систему
console-payment-checked = Платёжная система ответила
console-payment-why = Почему:
console-payment-why-text = Ничего не зачислено. Сверьтесь с платёжной системой, потом примите или отклоните.
console-payment-no-refund = Эта платёжная система не возвращает деньги сама. Верните покупку на баланс: откройте клиента, раздел «Покупки с баланса».
console-payment-nothing = Сейчас ничего решать не нужно.
console-payment-note = Заметка для журнала
console-payment-accept = Принять платёж
console-payment-accept-done = Платёж принят
console-payment-dismiss = Отклонить
console-payment-dismiss-done = Платёж отклонён
console-payment-refund = Вернуть деньги
console-payment-refund-done = Возврат начат
console-payment-accept-text = Принять платёж № { $id } ({ $name })? Счёт был на { $sum }, пришло { $came }, на баланс придёт { $credit }. Делайте это, только если платёжная система показывает его оплаченным.
console-payment-dismiss-text = Отклонить платёж № { $id } ({ $sum }, { $name })? Ничего не будет зачислено.
console-payment-refund-text = Вернуть { $sum } по платежу № { $id } ({ $name })? Те же деньги уйдут с баланса клиента.

# Tickets.
console-tickets-lead = Кто дольше ждёт, тот выше.
console-tickets-which = Какие показать
console-tickets-open = Открытые
console-tickets-all = Все
console-tickets-none-open = Никто не ждёт ответа
console-tickets-none = Обращений ещё не было
console-ticket-number = Обращение № { $id }
console-ticket-open = Новое
console-ticket-in-progress = В работе
console-ticket-closed = Закрыто
console-ticket-waits = Ждёт ответа
console-ticket-us = Поддержка
console-ticket-read = прочитано
console-ticket-answer = Ваш ответ
console-ticket-send = Ответить
console-ticket-sent = Ответ отправлен
console-ticket-close = Закрыть обращение
console-ticket-close-text = Клиент увидит, что вопрос решён, и сможет открыть новый.
console-ticket-closed-done = Обращение закрыто
console-ticket-is-closed = Обращение закрыто. Если вопрос остался, клиент откроет новое.

# Servers and the engine.
console-servers = Серверы
console-servers-none = Серверов нет. Добавьте первый командой vitrina servers
console-server = Сервер
console-server-health = Здоровье
console-server-keys = Ключи
console-server-sales = Продажи
console-server-open = Открыт
console-server-shut = Закрыт
console-server-name = Название
console-server-country = Страна
console-server-country-hint = Две буквы, например NL. Клиент увидит флаг.
console-server-capacity = Сколько ключей вмещает
console-server-capacity-hint = Пусто — без ограничения. 0 — новых не принимать.
console-server-sell = Открыт для новых продаж
console-server-sell-text = Ключи, которые уже здесь, работают в любом случае.
console-server-behind = { $count ->
    [one] ждёт { $count }
    [few] ждут { $count }
   *[other] ждут { $count }
}
console-health-ok = В порядке
console-health-behind = Догоняет
console-health-trouble = Не отвечает
console-engine = Xray
console-engine-state = Движок
console-engine-xray = Xray
console-engine-uptime = Работает
console-engine-detail = Подробности
console-engine-restart = Перезапустить Xray
console-engine-restart-text = Соединения клиентов прервутся на секунду и восстановятся сами.
console-engine-restarted = Xray перезапущен
console-engine-reality = Reality
console-engine-address = Адрес
console-engine-sni = Маскировка (SNI)
console-engine-fp = Отпечаток
console-engine-flow = Flow
console-engine-sid = Short ID
console-engine-pbk = Публичный ключ
console-engine-none = Встроенного Xray в этом магазине нет: ключи живут в других панелях.
console-engine-config = Конфигурация Xray
console-collector = Сбор трафика
console-collector-state = Состояние
console-collector-run = Последний запуск
console-collector-newest = Данные по
console-collector-lag = Отставание

# The shop window.
console-tariffs = Тарифы
console-tariffs-lead = Что клиенты видят в боте и кабинете. Изменение действует сразу; уже купленное не меняется.
console-tariffs-none = Тарифов нет. Создайте первый, и магазин сможет продавать
console-tariff = Тариф
console-tariff-new = Новый тариф
console-tariff-price = Цена
console-tariff-holds = Что входит
console-tariff-popular = Популярный
console-tariff-popular-text = Выделить среди других
console-tariff-unlimited = без лимита
console-tariff-on-sale = В продаже
console-tariff-off-sale = Снят
console-tariff-enable = Вернуть в продажу
console-tariff-disable = Снять с продажи
console-tariff-name = Название
console-tariff-price-rub = Цена, ₽
console-tariff-days = Дней
console-tariff-traffic = Трафик, ГБ
console-tariff-traffic-hint = Пусто — без лимита
console-tariff-devices = Устройств
console-tariff-description = Описание
console-tariff-more = Скидка, порядок, серверы
console-tariff-before = Цена до скидки, ₽
console-tariff-before-hint = Показывается зачёркнутой. Не меньше цены.
console-tariff-position = Место в списке
console-tariff-code = Код для API
console-tariff-code-hint = Латиницей, можно не указывать
console-tariff-servers = На каких серверах
console-tariff-servers-hint = Ничего не выбрано — на всех открытых.
console-tariff-enable-text = «{ $name }» снова появится у клиентов.
console-tariff-disable-text = Новые клиенты не увидят «{ $name }». Кто уже купил, пользуется до конца срока.
console-promocodes = Промокоды
console-promocodes-lead = Код вводят в боте или кабинете. Каждый может использовать его один раз.
console-promocodes-none = Промокодов пока нет
console-promocode = Промокод
console-promocode-new = Новый промокод
console-promocode-gives = Что даёт
console-promocode-used = Использован
console-promocode-hint = От 3 до 32 знаков: латиница, цифры, - и _
console-promocode-kind = Что даёт
console-promocode-uses = Сколько человек
console-promocode-uses-hint = Пусто — без ограничения
console-promocode-until = Действует по
console-promocode-new-only = Только новым
console-promocode-new-only-text = Тем, кто пришёл не больше недели назад
console-promocode-enable-text = Код снова можно будет использовать.
console-promocode-disable-text = Код перестанет работать. Кто уже использовал, ничего не теряет.
console-promocode-gives-balance = { $sum_kopeks } на баланс
console-promocode-gives-discount = скидка { $percent }%
console-promocode-gives-tariff = тариф «{ $name }» бесплатно
console-promocode-kind-balance = Деньги на баланс
console-promocode-kind-days = Дни подписки
console-promocode-kind-traffic = Трафик
console-promocode-kind-discount = Скидка
console-promocode-kind-tariff = Тариф бесплатно
console-promocode-value-balance = Сумма, ₽
console-promocode-value-days = Дней
console-promocode-value-traffic = Гигабайт
console-promocode-value-discount = Процентов
console-campaigns = Кампании
console-campaigns-lead = Ссылка на каждую рекламу: видно, кто по ней пришёл и сколько заплатил.
console-campaigns-none = Кампаний пока нет
console-campaign-new = Новая кампания
console-campaign-no-gift = без подарка
console-campaign-people = Пришло
console-campaign-paid = Заплатили
console-campaign-link = Ссылка
console-campaign-name = Название
console-campaign-name-hint = Видите только вы
console-campaign-param = Метка в ссылке
console-campaign-param-hint = Латиница, цифры и дефис, от 2 до 32 знаков
console-campaign-bonus = Подарок на баланс, ₽
console-campaign-days = Подарок: дней VPN
console-campaign-gift = подарок: { $gift }
console-broadcasts = Рассылки
console-broadcasts-lead = Сообщение всем, кто не остановил бота.
console-broadcasts-none = Рассылок ещё не было
console-broadcast-new = Новая рассылка
console-broadcast-text = Текст сообщения
console-broadcast-hint = Сначала сообщение придёт вам в Telegram — это и есть то, что получат все.
console-broadcast-send = Отправить
console-broadcast-started = Рассылка началась
console-broadcast-cancel = Остановить
console-broadcast-cancel-text = Кто уже получил, тот получил. Остальным ничего не придёт.
console-broadcast-running = Идёт
console-broadcast-finished = Закончена
console-broadcast-cancelled = Остановлена
console-broadcast-send-to = { $count ->
    [one] Отправить { $count } человеку
    [few] Отправить { $count } людям
   *[other] Отправить { $count } людям
}
console-broadcast-audience = { $count ->
    [one] Получит { $count } человек.
    [few] Получат { $count } человека.
   *[other] Получат { $count } человек.
}
console-broadcast-progress = { $sent } из { $total }
console-broadcast-failed = { $count ->
    [one] не доставлено { $count }
    [few] не доставлено { $count }
   *[other] не доставлено { $count }
}

# Events.
console-events = События
console-events-search = Поиск по событиям
console-events-severity = Важность
console-events-type = Вид
console-events-every-type = Все виды
console-events-none = Таких событий не было
console-events-hours = { $hours ->
    [24] За сутки
    [168] За неделю
    [720] За месяц
   *[other] За полгода
}
console-events-severity-of = { $severity ->
    [INFO] Обычные
    [WARN] Важные
    [ERROR] Сбои
   *[other] Любая важность
}
console-events-count = Показано { $count }, всего { $total }
console-severity-info = Обычное
console-severity-warn = Важное
console-severity-error = Сбой
console-by-admin = администратор
console-by-program = программа
console-by-shop = магазин
console-by-user = клиент
console-type-auth = Аккаунты
console-type-payment = Деньги
console-type-subscription = Подписки
console-type-ticket = Обращения
console-type-broadcast = Рассылки
console-type-service-health = Здоровье
console-type-node = Серверы
console-type-user = Ключи
console-type-xray = Xray
console-type-system = Система
console-type-settings = Настройки
console-type-collector = Сбор трафика
console-type-shop = Витрина
console-type-unknown = Прочее
console-event-auth-registered = Новый клиент
console-event-auth-blocked = Аккаунт закрыт
console-event-auth-unblocked = Аккаунт открыт
console-event-auth-email-verification = Письмо для подтверждения почты
console-event-auth-password-reset = Запрошен новый пароль
console-event-auth-api-key-made = Создан API-ключ
console-event-auth-api-key-revoked = API-ключ отозван
console-event-payment-settled = Платёж получен
console-event-payment-left-on-balance = Деньги остались на балансе
console-event-payment-refunded = Деньги возвращены
console-event-payment-doubted = Платёж вызвал сомнения
console-event-payment-reviewed = Решение по платежу
console-event-payment-reversed = Платёж отозван системой
console-event-payment-troubled = Платёжная система не отвечает
console-event-payment-vendor-silent = Платёжная система не отвечает
console-event-payment-vendor-answers = Платёжная система снова отвечает
console-event-payment-balance-granted = Баланс изменён вручную
console-event-payment-referral-rewarded = Награда за друга
console-event-payment-referral-returned = Награда за друга отменена
console-event-payment-method-saved = Сохранён способ оплаты
console-event-payment-charge-ahead = Скоро автосписание
console-event-payment-charge-refused = Автосписание не прошло
console-event-subscription-started = Подписка началась
console-event-subscription-renewed = Подписка продлена
console-event-subscription-extended = Добавлены дни или трафик
console-event-subscription-expiring = Подписка скоро закончится
console-event-subscription-expired = Подписка закончилась
console-event-subscription-suspended = Подписка на паузе
console-event-subscription-resumed = Подписка снова работает
console-event-subscription-autopay-failed = Автопродление не удалось
console-event-subscription-access-ready = Ключ готов
console-event-subscription-link-reissued = Выдана новая ссылка
console-event-subscription-promocode-activated = Использован промокод
console-event-ticket-opened = Новое обращение
console-event-ticket-message-added = Сообщение в обращении
console-event-ticket-closed = Обращение закрыто
console-event-payment-refund-asked = Запрошен возврат
console-event-broadcast-started = Рассылка началась
console-event-broadcast-cancelled = Рассылка остановлена
console-event-shop-tariff-changed = Тариф изменён
console-event-shop-promocode-changed = Промокод изменён
console-event-shop-campaign-made = Создана кампания
console-event-node-changed = Сервер изменён
console-event-broadcast-finished = Рассылка закончена
console-event-service-health-service-down = Сервис не отвечает
console-event-service-health-service-up = Сервис снова работает
console-event-node-keys-moved = Ключи переехали
console-event-node-accounts-taken-over = Ключи приняты с другой панели
console-event-user-add = Ключ создан
console-event-user-delete = Ключ удалён
console-event-user-update = Ключ изменён
console-event-user-kick = Ключ сменён
console-event-user-update-alias = Ключ переименован
console-event-user-move = Ключ перенесён
console-event-xray-restart = Xray перезапущен
console-event-system-backup-created = Создана резервная копия
console-event-system-backup-failed = Резервная копия не удалась
console-event-system-backup-deleted = Резервная копия удалена
console-event-system-backup-restored = Магазин восстановлен из копии
console-event-system-backup-restore-asked = Запрошено восстановление
console-event-system-backup-restore-failed = Восстановление не удалось
console-event-system-restart-ui = Запрошен перезапуск
console-event-system-checks-run = Проверки выполнены
console-event-settings-saved = Настройки изменены
console-event-collector-toggle = Сбор трафика переключён
console-event-collector-manual-run-completed = Сбор запущен вручную
console-event-auth-password-changed = Пароль изменён
console-event-system-reactions-repeated = Неудавшееся повторяется
console-event-system-reaction-dropped = Неудавшееся отброшено
console-event-user-refused = Xray не принимает ключ
console-event-xray-settings-refused = Xray работает с прежними настройками
console-event-xray-settings-applied = Xray принял настройки
console-event-subscription-reopened = Подписка снова открыта
console-event-subscription-reopened-together = Подписки снова открыты
console-event-service-health-clock-jumped = Часы машины перескочили
console-event-service-health-clock-settled = Часы снова в порядке
console-detail-payment-id = платёж
console-detail-subscription-id = подписка
console-detail-ticket-id = обращение
console-detail-server-id = сервер
console-detail-target-id = куда
console-detail-key-id = ключ
console-detail-promocode-id = промокод
console-detail-tariff-id = тариф
console-detail-campaign-id = кампания
console-detail-broadcast-id = рассылка
console-detail-api-key-id = API-ключ
console-detail-referrer-id = пригласил
console-detail-referred-id = приглашён
console-detail-method-id = способ оплаты
console-detail-message-id = сообщение
console-detail-amount-kopeks = сумма
console-detail-price-kopeks = цена
console-detail-balance-kopeks = баланс
console-detail-required-kopeks = нужно
console-detail-purpose = за что
console-detail-reason = причина
console-detail-note = заметка
console-detail-outcome = решение
console-detail-provider = система
console-detail-trouble = сбой
console-detail-count = сколько
console-detail-text = подробности
console-detail-source = откуда
console-detail-kind = вид
console-detail-automatic = автоматически
console-detail-days = дней
console-detail-traffic-bytes = трафик
console-detail-reminder = напоминание
console-detail-refusal = отказ
console-detail-what = что
console-detail-name = имя
console-detail-people = людей
console-detail-size-bytes = размер
console-detail-label = вид
console-detail-by-staff = от поддержки
console-detail-code = код
console-detail-scopes = права
console-detail-ok = успешно
console-detail-detail = подробности
console-detail-names = что
console-detail-enabled = включено
console-detail-day = день
console-detail-rows = строк
console-detail-total = всего
console-detail-failed = не прошло
console-detail-service = служба
console-detail-made-at = создана
console-detail-before = копия перед этим
console-detail-send = отправить
console-detail-accepted = принято
console-detail-fact-id = событие
console-detail-from-date = с какого дня
console-detail-minutes = минут
console-detail-number = номер
console-detail-port = порт
console-detail-reaction = работа
console-detail-seconds = секунд
console-value-purpose-top-up = пополнение
console-value-purpose-purchase = покупка
console-value-purpose-renewal = продление
console-value-outcome-accepted = принят
console-value-outcome-dismissed = отклонён
console-value-trouble-forged = поддельные уведомления
console-value-trouble-unmatched = уведомления о неизвестных платежах
console-value-trouble-unbookable = платёж не удаётся учесть
console-value-trouble-difference = её список расходится с учётом
console-value-refusal-gone = способа оплаты больше нет
console-value-refusal-short = не хватает денег
console-value-refusal-other = банк отказал
console-value-reminder-one-day = за день до конца
console-value-reminder-three-days = за три дня до конца
console-value-reminder-charge = перед списанием
console-value-kind-trial = пробная
console-value-kind-paid = платная
console-value-kind-customers = сообщения клиентам
console-value-kind-operators = сообщения администраторам
console-value-kind-email = письма
console-value-kind-referrals = награды за приглашения
console-value-kind-campaigns = бонусы кампаний
console-value-kind-state = доступ заблокированных клиентов
console-value-kind-autopay = автопродление
console-value-label-scheduled = по расписанию
console-value-label-manual = вручную
console-value-label-pre-restore = перед восстановлением
console-value-scopes-keys = ключи
console-value-scopes-operator = оператор
console-value-scopes-owner = владелец
console-value-service-ui = веб
console-value-source-campaign = кампания
console-value-source-promocode = промокод
console-value-what-made = создан
console-value-what-edited = изменён
console-value-what-enabled = включён
console-value-what-disabled = выключен
console-value-what-removed = удалён
console-value-what-rotated = сменён
console-value-what-renamed = переименован
console-value-what-moved = перенесён
console-value-what-name = название
console-value-what-country = страна
console-value-what-capacity = вместимость
console-value-node-what-enabled = продажа
console-value-what-panel = панель
console-value-what-keys = ключи
console-value-what-token = вход магазина
console-value-what-crashed = Xray неожиданно завершился
console-value-what-silent = Xray не отвечает
console-value-what-config-refused = Xray не принимает настройки
console-value-what-program-missing = программа не найдена
console-value-what-disk-full = на диске нет места
console-value-what-second-process = Xray запущен другим процессом
console-value-what-start-failed = Xray не запускается
console-value-what-port-taken = порт занят
console-value-what-port-forbidden = нет права открыть порт
console-value-what-port-unusable = порт не открывается
console-value-what-port-shared = порт делит чужая программа
console-value-what-port-deaf = порт не принимает соединений
console-value-what-key-ports = порты ключей не открываются
console-value-what-target-down = сайт для Reality не отвечает
console-value-what-target-unfit = сайт для Reality не подходит
console-value-what-account-refused = ключ не принят
console-value-what-settings-refused = настройки не приняты
console-value-reason-traffic = трафик закончился
console-value-reason-operator = решение оператора
console-value-reason-insufficient-balance = на балансе не хватает денег
console-value-reason-tariff-unavailable = тариф не продаётся
console-value-reason-tariff-not-found = такого тарифа нет
console-value-reason-nothing-to-deliver = нет свободного сервера
console-value-reason-server-unavailable = сервер недоступен
console-value-reason-price-changed = цена изменилась
console-value-reason-terms-changed = условия изменились
console-value-reason-other-terms-running = действует подписка на других условиях
console-value-reason-subscription-paused = подписка на паузе
console-value-reason-subscription-not-found = подписки нет
console-value-reason-traffic-used-up = трафик закончился
console-value-reason-traffic-not-needed = больше трафика не нужно
console-value-reason-discount-waiting = скидка ждёт другой покупки
console-value-reason-renewal-unavailable = продление недоступно
console-value-reason-not-renewable = продлить нельзя
console-value-reason-too-many-devices = слишком много устройств
console-value-reason-blocked = аккаунт закрыт
console-value-reason-payments-frozen = оплата приостановлена
console-value-reason-trial-used = пробный период использован
console-value-reason-busy = занято другим делом
console-value-reason-backup-impossible = копию сделать нельзя
console-value-reason-backup-tool-missing = нет программы для копий
console-value-reason-backup-no-room = нет места для копии
console-value-reason-backup-nothing = копировать нечего
console-value-reason-backup-under-way = копия уже делается
console-value-reason-backup-not-found = такой копии нет
console-value-reason-backup-damaged = копия повреждена
console-value-reason-backup-password-needed = копии нужен пароль
console-value-reason-backup-password-wrong = пароль копии не подходит
console-value-reason-backup-not-encrypted = копия не зашифрована
console-value-reason-backup-without-settings = в копии нет настроек
console-value-reason-backup-too-new = копия от более новой версии
console-value-reason-backup-other-engine = копия от другой базы
console-value-reason-shop-runs = магазин работает
console-value-reason-restore-undone = отменено, ничего не изменилось
console-value-reason-restore-broken = прервано на середине
console-value-reason-internal = ошибка программы
console-value-provider-yookassa = ЮKassa
console-value-provider-stars = Звёзды Telegram
console-value-provider-cryptobot = CryptoBot
console-value-provider-tribute = Tribute
console-value-provider-heleket = Heleket
console-value-provider-mulenpay = MulenPay
console-value-provider-platega = Platega
console-truth-true = да
console-truth-false = нет

# Backups, checks, settings, the machine.
console-backups = Резервные копии
console-backups-lead = Весь магазин на один момент: база, ключи, настройки. Делается без остановки.
console-backups-none = Копий ещё нет. Сделайте первую
console-backup-make = Сделать копию
console-backup-made = Копия готова
console-backup-look = Что внутри
console-backup-restore = Восстановить
console-backup-encrypted = зашифрована
console-backup-holds = Что в копии
console-backup-created = Создана
console-backup-version = Версия магазина
console-backup-keys = Ключей
console-backup-servers = Серверов
console-backup-remove-title = Удалить копию
console-backup-restore-title = Восстановить магазин
console-backup-restore-word = восстановить
console-backup-restore-warning = Всё, что произошло после этой копии, останется только в новой копии, которую магазин сделает перед восстановлением. Затем магазин перезапустится.
console-backup-keys-now = Ключей сейчас
console-backup-keys-then = Ключей в копии
console-backup-returning = Магазин восстанавливается
console-backup-returning-text = Ждём, пока магазин перезапустится. Обычно это меньше минуты.
console-backup-not-back = Магазин всё ещё не отвечает. Посмотрите его журнал на сервере.
console-backup-remove-text = Удалить { $name } насовсем?
console-backup-restore-text = Магазин станет таким, каким был { $name }.
console-backup-label-manual = Вручную
console-backup-label-scheduled = По расписанию
console-backup-label-pre-restore = Перед восстановлением
console-checks = Самопроверка
console-checks-run = Проверить всё
console-checks-lead = Магазин проверит базу, книги, ключи, Telegram и сервер и подскажет, что делать.
console-checks-none = Проверок нет
console-checks-fine = Всё в порядке
console-checks-last = Последняя проверка: { $time }
console-checks-failed = { $count ->
    [one] { $count } проверка не прошла
    [few] { $count } проверки не прошли
   *[other] { $count } проверок не прошли
}
console-check-passed = В порядке
console-check-failed = Не прошла
console-check-unknown = Не запускалась
console-check-name-database = База данных
console-check-name-migrations = Таблицы базы
console-check-name-settings = Настройки
console-check-name-books = Балансы
console-check-name-outbox = Очередь реакций
console-check-name-redis = Redis
console-check-name-telegram = Telegram
console-check-name-keys = Ключи на серверах
console-check-name-outside-panels = Внешние панели
console-check-name-payment-vendors = Платёжные системы
console-check-name-payment-webhooks = Уведомления о платежах
console-check-name-collector = Сбор трафика
console-check-name-disk = Диск
console-check-name-clock = Часы сервера
console-check-name-engine = Xray
console-check-name-ports = Порты
console-check-name-reality-target = Сайт для Reality
console-check-name-cabinet-pages = Страницы кабинета
console-settings-shop = Магазин
console-settings-vendors = Платёжные системы
console-settings-history = История
console-settings-panel = Сторонние панели и трафик
console-settings-search = Искать настройку
console-settings-none = Ничего не нашлось. Попробуйте другое слово.
console-settings-groups = Группы настроек
console-settings-readonly = Настройки меняет только владелец магазина: администратор, который вошёл через Telegram, или ключ API с правом owner.
console-settings-vendors-lead = Платёжную систему включают её ключи: введите их, и покупатели увидят её способы оплаты. Уберите — и она исчезнет.
console-settings-no-address = Платёжные системы сообщают о платежах на адрес магазина, а он не задан.
console-settings-to-address = Задать адрес магазина
console-settings-webhook = Адрес для уведомлений
console-settings-webhook-hint = Укажите его в личном кабинете платёжной системы, чтобы магазин узнавал о платежах.
console-settings-unsaved = Несохранённые изменения
console-settings-changed = { $count -> 
    [one] { $count } изменение не сохранено
    [few] { $count } изменения не сохранены
   *[other] { $count } изменений не сохранено
}
console-settings-discard = Не сохранять
console-settings-stale = Пока вы меняли, настройки изменил кто-то ещё. Сейчас показаны новые, а введённое вами осталось: проверьте и сохраните ещё раз.
console-settings-refused = { $name }: { $text }
console-settings-history-lead = Все изменения настроек, новые сверху. Секреты не показываются никому, но и их изменение можно отменить.
console-settings-history-none = Пока ничего не меняли
console-settings-undo = Отменить изменение
console-settings-undo-one = Отменить изменение { $number }
console-settings-undo-title = Отменить это изменение?
console-settings-undo-text = То, что оно изменило, станет таким, как до него. Остальное не изменится.
console-settings-undone = Изменение отменено
console-settings-secret-changed = секрет, значение не показывается
console-setting-changed = Не сохранено
console-setting-in-environment = Задано в окружении
console-setting-is-set = Задан
console-setting-fixed = Решает окружение: строка { $name } в файле .env. Чтобы менять здесь, уберите её и запустите магазин заново.
console-setting-unused = Значение сохранено, но магазин не может им пользоваться. Введите его заново или верните обычное.
console-setting-default = По умолчанию: { $value }.
console-setting-bounds = От { $least } до { $most }.
console-setting-least = Не меньше { $least }.
console-setting-length = Не короче { $least } символов.
console-setting-reset = Вернуть обычное
console-setting-reset-one = Вернуть обычное: { $name }
console-setting-clear = Убрать
console-setting-clear-one = Убрать: { $name }
console-setting-keep = Оставить как было
console-setting-keep-one = Оставить как было: { $name }
console-setting-will-reset = Обычное значение вернётся, когда вы сохраните.
console-setting-will-clear = Будет убрано, когда вы сохраните.
console-setting-zone = Время магазина: { $name }
console-setting-choice-none = Не выбрано
console-setting-color-pick = Выбрать: { $name }
console-setting-color-sample = Кнопка
console-setting-color-light = Белые буквы на нём плохо видны, поэтому кнопки будут темнее.
console-setting-value-default = обычное
console-setting-value-on = включено
console-setting-value-off = выключено
console-setting-value-empty = пусто
console-settings-ui = Сторонние панели
console-settings-collector = Сбор трафика
console-settings-xray = Движок Xray
console-settings-lead-ui = Как показывают себя панели, которые работают через API оператора.
console-settings-lead-collector = Складывает трафик ключей по дням для отчётов.
console-settings-lead-xray = Задаётся в окружении при запуске, здесь только показано.
console-setting-ui-theme = Тема
console-setting-ui-lang = Язык
console-setting-ui-realtime-mode = Обновление
console-setting-ui-eco-poll-sec = Пауза в экономном режиме, с
console-setting-ui-live-push-sec = Пауза в живом режиме, с
console-setting-collector-enabled = Собирать трафик
console-setting-collector-anomaly-bytes = Необычно много за день, ГБ
console-setting-xray-service-name = Сервис
console-setting-xray-server-host = Адрес
console-setting-xray-server-port = Порт
console-setting-xray-sni = SNI
console-setting-xray-fp = Отпечаток
console-setting-xray-flow = Flow
console-setting-xray-reality-pbk = Публичный ключ Reality
console-setting-xray-stats-api-enabled = Счётчики трафика
console-setting-value-dark = Тёмная
console-setting-value-light = Светлая
console-setting-value-system = Как в системе
console-setting-value-ru = Русский
console-setting-value-en = Английский
console-setting-value-eco = Экономное
console-setting-value-live = Живое
console-machine = Сервер и порты
console-machine-cpu = Процессор
console-machine-memory = Память
console-machine-disk = Диск
console-machine-services = Службы
console-machine-ports = Порты
console-machine-no-ports = Портов нет
console-machine-restart = Перезапустить магазин
console-machine-restart-text = Процесс завершится и будет запущен снова. VPN клиентов прервётся на несколько секунд.
console-restarted = Перезапускается
console-machine-cores = { $count ->
    [one] { $count } ядро
    [few] { $count } ядра
   *[other] { $count } ядер
}
console-service-ui = Магазин
console-service-xray = Xray
console-service-site = Сайт магазина

# Кассы и способы оплаты.
console-nav-vendors = Оплата
console-vendors = Кассы
console-vendors-lead = Касса собирает деньги для магазина. Введите её данные, укажите адрес для уведомлений в её кабинете и проверьте.
console-vendor-on = Включена
console-vendor-off = Выключена
console-vendor-not-set = Не настроена
console-vendor-offered = Предлагать клиентам
console-vendor-offered-text = Если выключить, данные сохранятся, а начатые оплаты зачислятся.
console-vendor-credentials = Данные
console-vendor-set = Задано; чтобы изменить, введите новое.
console-vendor-fixed = Задано в файле .env, решает он.
console-vendor-try = Проверить
console-vendor-steps = В кабинете кассы
console-vendor-webhook = Адрес для уведомлений
console-vendor-last-webhook = Последнее уведомление
console-vendor-last-accepted = Последнее уведомление с оплатой
console-vendor-trouble = Последняя неполадка
console-vendor-never = Не было
console-ways = Способы оплаты
console-ways-lead = Из чего выбирают клиенты, в их порядке.
console-way = Способ
console-way-limits = От и до
console-way-percent = Комиссия или скидка
console-way-state = Состояние
console-way-offered = Предлагается
console-way-not-offered = Не предлагается
console-way-range = { $least } – { $most }
console-way-from = от { $least }
console-way-name = Название { $tongue ->
    [ru] по-русски
   *[en] по-английски
    }
console-way-text = Описание { $tongue ->
    [ru] по-русски
   *[en] по-английски
    }
console-way-own = Пусто — как в магазине.
console-way-order = Место в списке
console-way-order-text = От 0 до 1000; чем меньше, тем раньше. Обычное — 500.
console-way-icon = Значок
console-way-icon-text = Эмодзи или одно из: { $icons }.
console-way-least = Наименьшая сумма, ₽
console-way-most = Наибольшая сумма, ₽
console-way-percent-text = 2.5 — комиссия, -5 — скидка от того, что платит клиент. На баланс придёт вся сумма.

# Тексты.
console-texts = Тексты
console-texts-lead = Всё, что магазин говорит людям, можно сказать своими словами на каждом языке.
console-texts-search = Слова из текста
console-texts-none = Такого текста нет
console-texts-unfit = { $count ->
    [one] После обновления не подходит { $count } ваш текст: вместо него показывается исходный.
    [few] После обновления не подходят { $count } ваших текста: вместо них показываются исходные.
   *[many] После обновления не подходят { $count } ваших текстов: вместо них показываются исходные.
}
console-texts-unfit-show = Показать их
console-text = Текст
console-text-said = Что говорится
console-text-language = Язык
console-text-language-ru = Русский
console-text-language-en = Английский
console-text-group = Где
console-text-group-all = Везде
console-text-group-bot = Бот
console-text-group-bot-payments = Бот: оплата
console-text-group-notifications = Уведомления
console-text-group-letters = Письма
console-text-group-app = Кабинет
console-text-group-cabinet = Кабинет: ответы
console-text-group-web = Страница ссылки
console-text-group-common = Кнопки и счета
console-text-group-errors = Ошибки
console-text-only = Какие
console-text-only-all = Все
console-text-only-own = Изменённые вами
console-text-only-unfit = Не подходящие
console-text-only-changed = С изменённым исходным
console-text-own = Свой
console-text-misfit = Не подходит
console-text-renewed = Исходный изменился
console-text-edit = Изменить
console-text-back = К списку
console-text-original = Исходный текст
console-text-values = Значения
console-text-values-none = В этом тексте нет значений.
console-text-yours = Ваш текст
console-text-tags = Можно использовать теги: { $tags }. Значения стоят в фигурных скобках: { "{" } $name { "}" }.
console-text-plain = Теги здесь использовать нельзя. Значения стоят в фигурных скобках: { "{" } $name { "}" }.
console-text-longest = Показывается не больше { $count } символов.
console-text-preview = Как это выглядит
console-text-reset = Вернуть исходный
console-text-reset-done = Снова показывается исходный текст
console-text-gone = Такого текста в программе больше нет. Уберите свой.
console-text-misfit-lead = Обновление изменило значения исходного текста, поэтому показывается исходный. Исправьте свой текст и сохраните.
console-text-renewed-lead = Обновление изменило исходный текст. Показывается ваш; посмотрите, подходит ли он ещё.
