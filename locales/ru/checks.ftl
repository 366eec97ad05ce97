# Самопроверки: что проверяют, что нашли и что делать; консоль, API оператора и vitrina doctor.

# вывод и то, что бывает у каждой проверки

check-passed = в порядке
check-failed = СБОЙ
check-none-used = не используется
check-no-answer = нет ответа за { $seconds } с
check-no-answer-advice = То, к чему обращается проверка, не отвечает: посмотрите на сеть и нагрузку этой машины.
check-broke = проверка прервалась: { $error }
check-broke-advice = Что случилось, записано в журнале этого процесса.
check-worker-advice = Работает ли обработчик? Запустите `vitrina worker` или всё вместе: `vitrina run`.

# что смотрит каждая проверка

check-about-database = База данных отвечает.
check-about-migrations = Таблицы базы соответствуют этой версии.
check-about-settings = Все сохранённые настройки действуют.
check-about-books = Каждый баланс равен сумме своих записей.
check-about-outbox = Ничто не ждёт обработки слишком долго и не срывается раз за разом.
check-about-redis = Redis отвечает, если он нужен.
check-about-telegram = Токен бота подходит, вебхук работает.
check-about-keys = На каждом сервере те ключи, что должны быть.
check-about-outside-panels = Серверы продаются, панели на других машинах работают.
check-about-payment-vendors = Платёжные системы принимают свои ключи.
check-about-payment-webhooks = Платёжные системы знают, куда сообщать о платежах.
check-about-collector = Трафик вовремя попадает в отчёты.
check-about-disk = На диске есть место.
check-about-clock = Часы этой машины точны.
check-about-engine = Встроенный Xray работает.
check-about-ports = Порты для клиентов открыты.
check-about-reality-target = Сайт, который Reality показывает посторонним, подходит для этого.

# база, таблицы, настройки, балансы

check-database-answers = { $engine } отвечает за { $milliseconds } мс
check-database-large = файл слишком велик, чтобы просмотреть его за { $seconds } с
check-database-damaged = файл { $path } повреждён: { $reason }
check-database-foreign = это не база SQLite
check-database-damaged-advice = Каждая новая запись делает хуже: остановите все процессы магазина и восстановите резервную копию: `vitrina backups`, `vitrina restore FILE`.
check-migrations-fine = применены все: { $count }
check-migrations-missing = не применены: { $names }
check-migrations-missing-advice = Перезапустите магазин: при запуске каждый процесс обновляет базу.
check-migrations-unknown = неизвестны: { $names }
check-migrations-unknown-advice = База от более новой версии: обновите магазин или восстановите копию этой версии.
check-settings-fine = действует версия { $version }
check-settings-unused = сохранены, но не действуют: { $names }
check-settings-unused-advice = Они противоречат переменным окружения, или файл { $file } в DATA_DIR не тот, которым они зашифрованы: задайте их заново в консоли или командой `vitrina settings set`.
check-books-fine = каждый баланс равен сумме своих записей
check-books-wrong = балансы покупателей { $users } не равны сумме своих записей
check-books-wrong-advice = Кто-то изменил `users.balance_kopeks` в обход журнала: восстановите столбец по сумме `ledger_entries`.

# очередь, Redis, Telegram

check-outbox-lag = самое давнее дело ждёт { $seconds } с
check-outbox-stuck = не удаются раз за разом: { $count } ({ $reactions }); причина самого давнего: { $reason }
check-outbox-stuck-advice = Посмотрите `vitrina reactions list`; когда причина устранена, повторите их там же или отбросьте.
check-redis-unused = не используется
check-redis-fine = отвечает
check-redis-silent = Redis не отвечает: { $error }
check-redis-silent-advice = Проверьте REDIS_URL; без Redis магазин работает, иногда на секунду медленнее.
check-telegram-refused = Telegram недоступен: { $error }
check-telegram-refused-advice = Сверьте BOT_TOKEN у @BotFather и проверьте, что с этой машины доступен TELEGRAM_API_URL.
check-telegram-webhook-failed = @{ $name }, вебхук: { $error }
check-telegram-webhook-failed-advice = Telegram не может открыть PUBLIC_URL: нужен HTTPS на порту 443, 80, 88 или 8443.
check-telegram-webhook = @{ $name }, вебхук
check-telegram-polling = @{ $name }, опрос
check-telegram-skipped = пропущено обновлений, которые не удалось обработать: { $count }, последнее { $time }

# ключи, панели, продажа

check-keys-fine = на каждой панели то, что нужно
check-keys-refused = панели не принимают ключи ({ $count }): { $keys }
check-keys-more = и ещё { $count }
check-keys-refused-advice = Исправьте то, о чём говорит панель, в ней самой или в настройках сервера; магазин повторит сам.
check-keys-behind = ждут своей панели больше минуты: { $count }
check-keys-behind-advice = Работает ли обработчик и отвечает ли панель сервера? В журнале обработчика видно, что она не принимает.
check-nothing-on-sale = ни один сервер не продаётся: никто не может купить или продлить
check-tariffs-off-sale = серверы тарифов { $tariffs } сняты с продажи
check-panels-fine = работают: { $count }
check-panel-detail = { $server }: { $detail }
check-panels-leftover = { $server }: учётная запись { $account } не удаляется: { $error }
check-panels-wrong-advice = Посмотрите `vitrina admin check-server`; то, что ждёт панели, выполнится, когда она вернётся.
check-panels-token-advice = Передайте магазину новые данные для входа: `vitrina admin set-panel`.
check-panels-sale-advice = Посмотрите `vitrina admin servers`; `vitrina admin set-sale NUMBER on` возвращает сервер в продажу.

# платёжные системы

check-payment-vendors-fine = в порядке: { $names }
check-payment-vendors-none = ни одна не включена
check-payment-vendor-silent = { $vendor }: нет ответа
check-payment-vendor-refused = запрос к { $vendor } не удался: { $error }
check-payment-vendors-refused-advice = Сверьте ключи в настройках с личным кабинетом платёжной системы и проверьте, что она доступна с этой машины.
check-payment-webhooks-none = ни одна платёжная система их не присылает
check-payment-webhooks-no-address = PUBLIC_URL не задан: уведомления о платежах от { $names } не приходят, и магазин узнаёт о платежах опросом, минуты спустя
check-payment-webhooks-no-address-advice = Задайте в PUBLIC_URL адрес сайта по HTTPS и запустите проверку снова: она покажет адреса для каждой системы.
check-payment-webhook-set = { $vendor } { $address } (задаётся в личном кабинете: { $page })
check-payment-webhook-told = { $vendor } { $address } (передаётся с каждым счётом)

# Xray и его порты

check-engine-none = встроенного Xray нет
check-engine-no-worker = обработчик не отвечает
check-engine-no-worker-advice = Запустите `vitrina worker` или всё вместе: `vitrina run`.
check-engine-fine = Xray { $version } работает
check-engine-down = Xray не работает: { $details }
check-engine-down-advice = Посмотрите журнал обработчика: занятый порт или неверный REALITY_TARGET назван там словами.
check-ports-fine = заняты магазином: { $ports }
check-ports-none = магазин не занимает портов
check-ports-silent = никто не слушает порты: { $ports }
check-ports-silent-advice = Работает ли обработчик? Если да, в его журнале сказано, почему порт недоступен; задайте в XRAY_PORT свободный.

# трафик, диск, часы, страницы

check-collector-off = выключен оператором; ничего не теряется
check-collector-new = ещё не запускался
check-collector-ran = запускался { $seconds } с назад
check-disk-free = свободно { $free_bytes } в { $folder }
check-disk-full-advice = Освободите место: сначала старые копии и журналы, затем диск побольше.
check-clock-unknown = сверить время сейчас не с чем
check-clock-apart = отличаются от часов Telegram на { $seconds } с
check-clock-apart-advice = Включите синхронизацию времени: `timedatectl set-ntp true`
check-cabinet-pages-fine = собраны
check-cabinet-pages-missing = не собраны: по адресу `/app` показать нечего
check-cabinet-pages-old = собраны из других исходников
check-cabinet-pages-advice = Выполните `make install` и перезапустите магазин.

# Reality и сайт за ним

check-reality-fine = проверено пунктов: { $count }, всё в порядке
reality-target-form = адрес сайта для Reality не подходит: { $error }
reality-target-form-advice = Запишите адрес как имя и порт через двоеточие, например `example.com:443`.
reality-poor-name = { $name }: сам Xray предостерегает от этого имени
reality-poor-name-advice = Лучше выбрать другое.
reality-port = порт { $port }
reality-port-advice = Больше всего похож на настоящий сайт порт 443; используйте его, если можете.
reality-private-key-unreadable = закрытый ключ не читается: { $error }
reality-other-public-key = закрытому ключу соответствует { $public_key }
reality-key-pair-advice = Создайте новую пару ключей и выдайте ссылки заново.
reality-short-ids-fine = задано: { $count }
reality-short-ids-invalid = неверные короткие идентификаторы: { $ids }
reality-short-ids-none = нет ни одного короткого идентификатора
reality-short-ids-advice = В каждом от 0 до 16 строчных шестнадцатеричных цифр, чётное число.
reality-reachable = { $name }: { $milliseconds } мс
reality-unreachable = { $name } недоступен: { $error }
reality-unreachable-advice = Проверьте имя, порт и сетевой экран: сайт нужен при каждом новом подключении клиента.
reality-tls13 = { $name }: сразу TLS 1.3 с X25519
reality-older-tls = { $name }: старая версия TLS
reality-tls-alert = { $name }: отказ TLS с кодом { $alert }
reality-other-share = { $name }: просит ключ другого вида
reality-other-group = { $name }: выбрана группа { $group }
reality-tls13-advice = Выберите сайт с TLS 1.3 и X25519.
reality-hybrid = { $name }: выбирает X25519MLKEM768
reality-no-hybrid = { $name }: нет X25519MLKEM768
reality-no-hybrid-advice = Работает; но сайт с X25519MLKEM768 больше похож на современный.
reality-handshake-failed = { $name } не устанавливает соединение: { $error }
reality-handshake-failed-advice = Выберите другой сайт.
reality-try-again = Повторите проверку.
reality-no-http2 = { $name }: вместо HTTP/2 предлагает { $protocol }
reality-no-http2-advice = Выберите сайт с HTTP/2.
reality-name-covered = { $name } есть среди имён сертификата: { $names }
reality-name-foreign = имени { $name } нет среди имён сертификата: { $names }
reality-name-foreign-advice = Укажите имя из сертификата этого сайта.
reality-untrusted = сертификату { $name } нет доверия: { $error }
reality-untrusted-advice = Выберите сайт, сертификату которого доверяют браузеры.
reality-own-port-silent = { $address } не отвечает: { $error }
reality-own-port-silent-advice = Запустите сервер и откройте порт в сетевом экране и у хостера.
reality-own-port-foreign = сертификат на нашем порту другой: { $fingerprint }
reality-own-port-foreign-advice = На нашем порту отвечает что-то другое, или у сайта несколько сертификатов.

# почему платёж ждёт решения

review-given-back = деньги вернули раньше, чем платёж был учтён
review-test = это проверочный платёж, денег за ним нет
review-other-provider = получить его поручили другой платёжной системе
review-other-currency = пришло в { $came } вместо { $asked }
review-too-little = { $currency ->
    [RUB] пришло { $came } коп. вместо { $asked } коп.
    [XTR] пришло { $came } ⭐ вместо { $asked } ⭐
   *[other] пришло { $came } вместо { $asked } в мельчайших единицах { $currency }
}

# неполадки панелей и ядра

panel-accounts-missing = пропали сразу многие учётные записи ({ $count }); та ли это панель? Ничего не изменено
panel-key-refused = { $account } ({ $whose }): { $reason }
panel-says-nothing = она не говорит, что не так
panel-account-refused = учётная запись { $account }: { $reason }
engine-not-started = ещё не запущен
panel-slow = панель не отвечает за { $seconds } с
engine-starting = ядро запускается
engine-listening = слушает { $listen }, порт { $port }, ключей: { $keys }
engine-second-process = другой процесс уже запустил ядро: { $error }
engine-port-taken-meanwhile = порт { $port } занят: { $error }
engine-port-forbidden = порту { $port } на { $listen } нужны права: { $reason }. Дайте процессу право CAP_NET_BIND_SERVICE или выберите порт больше 1023.
engine-port-taken = порт { $port } на { $listen } занят: { $reason }. Остановите программу, которая его держит (её назовёт `ss -ltnp 'sport = :{ $port }'`), или выберите другой порт; когда он освободится, работа начнётся сама.
engine-port-unusable = порт { $port } на { $listen } не открывается: { $reason }. Укажите адрес, который есть у этой машины.
engine-cannot-start = ядро не запускается: { $error }
engine-not-ready = ядро не готово за { $seconds } с: { $words }
engine-configuration-refused = ядро не принимает настройки (код { $code }): { $words }
engine-exited = ядро завершилось с кодом { $code }: { $words }
engine-stopped = ядро остановлено
engine-control-silent = ядро не отвечает на управление
engine-control-failed = управление не удалось: { $error }
engine-left = ядро завершилось
engine-crashed = ядро завершилось с кодом { $code }; запускается новое
engine-crashed-at-once = ядро сразу завершилось с кодом { $code }
engine-stopped-here = остановлено
engine-stays = прежнее ядро работает дальше: { $reasons }
engine-ended = ядро завершилось с кодом { $code }
engine-silent = ядро не отвечает { $seconds } с, его заменяет новое
engine-no-answer = ядро не отвечает
engine-port-shut = порт { $port } закрылся, хотя ядро работает; он открывается снова
engine-port-shared = порт { $port } слушает и другая программа, она забирает часть подключений: её назовёт `ss -ltnp 'sport = :{ $port }'`; остановите её
engine-target-silent = { $target } не отвечает за { $seconds } с
engine-target-down = { $target } недоступен: { $error }
engine-target-old = { $target } отвечает { $name } старой версией TLS или просит ключ другого вида
engine-target-alert = { $target } отвечает { $name } отказом TLS с кодом { $alert }
engine-port-silent = наш порт { $port } не отвечает за { $seconds } с
engine-port-fails = подключение к нашему порту { $port } не удаётся: { $error }
panel-unreadable = ответ панели не прочитать: { $what }
panel-closed-connection = { $request }: панель закрыла соединение без ответа
panel-no-answer = { $request }: панель не отвечает: { $error }
panel-no-address = { $request }: адрес панели неверный
panel-broken = панель отвечает ошибкой: { $answer }
panel-redirect = { $answer }, перенаправление: верен ли адрес панели?
panel-stranger = { $answer }, { $error }: по этому адресу отвечает не панель
panel-empty = { $answer }, пустой ответ
panel-refuses-shop = { $answer }: панель не принимает данные для входа
panel-token-ended = токен закончился { $day }: создайте новый в панели
panel-token-ends = токен закончится через { $days } дн.: создайте новый в панели
panel-token-lasts = токен действует до { $day }
panel-no-squad = на панели нет внутренней группы { $squads }
panel-nodes = подключено узлов: { $up } из { $total }
panel-profile-fails = профиль доступа «{ $profile }»: { $error }
panel-trial-fine = учётные записи создаются и удаляются
panel-no-profiles = ни у одного профиля доступа нет групп
panel-trial-stays = учётная запись { $account } не удалилась, удалите её вручную: { $error }
panel-not-marzban = версия { $version } — не Marzban 0.8: похожая, но другая программа?
panel-core-down = панель отвечает, но её Xray не работает
panel-own-administrator = { $error }; заведите в Marzban отдельного администратора для магазина
panel-no-inbound = на панели нет входящих подключений для { $protocols }
panel-unknown-inbounds = профиль доступа «{ $profile }» называет входящие подключения, которых нет на панели: { $names }
panel-sudo = администратор магазина видит чужих пользователей, потому что у него полные права: возьмите обычного
panel-nodes-away = узлы не подключены: { $names }
panel-trial-without-link = новая учётная запись не получает рабочей ссылки: проверьте узлы подключения на панели
panel-time-zone =
    учётные записи истекают { $wrong ->
        [early] раньше времени
       *[late] позже времени
    }: часовой пояс панели не UTC; запустите Marzban с `TZ=UTC`
panel-login-refused-before = несколько минут назад Marzban не принял имя или пароль администратора
panel-login-refused = Marzban не принимает имя или пароль администратора
panel-refuses-request = { $request }: панель не принимает запрос: { $error }
panel-token-refused = { $request }: Remnawave не принимает токен: он закончился, удалён или у него нет прав
panel-too-old = Remnawave { $version } слишком старая: магазин работает с 2.8 и новее
panel-marzban-without-link = Marzban не даёт рабочей ссылки для профиля доступа «{ $profile }»: проверьте её узлы подключения, входящие подключения в настройках сервера и `publicKey` в `realitySettings` каждого из них
panel-expired-early = Marzban считает, что учётная запись истекла раньше времени: запустите её с `TZ=UTC`
panel-account-gone = { $account } больше нет на панели
panel-marzban-contradicts = панель говорит, что { $account } есть, и не находит её
panel-account-vanished = { $account } пропала с панели во время записи: код { $status }
panel-uuid-in-use = ключ учётной записи { $account } уже занят: { $other }
panel-other-administrator = { $account } принадлежит другому администратору панели
panel-remnawave-without-link = Remnawave не даёт ссылки для профиля доступа «{ $profile }»: его группам нужны входящие подключения, а тем — включённые узлы подключения
panel-remnawave-contradicts = Remnawave говорит, что { $account } есть, и не находит её
panel-account-vanished-writing = { $account } пропала с панели во время записи
panel-account-vanished-reading = { $account } пропала с панели, пока читались её ссылки
panel-foreign-account = на учётной записи { $account } нет отметки этого магазина: она чужая
panel-profile-without-inbounds = в настройках сервера нет входящих подключений для профиля доступа «{ $profile }»
panel-unknown-protocol = Marzban не знает протокола { $names }
panel-profile-without-squads = в настройках сервера нет внутренней группы для профиля доступа «{ $profile }»
panel-other-owner = { $account } принадлежит другому владельцу
panel-other-shop = { $account } принадлежит другому магазину
engine-worker-silent = обработчик молчит

# неполадки платёжных систем

vendor-foreign-signature = подпись не от { $vendor }
vendor-foreign-headers = заголовки не от { $vendor }
vendor-foreign-address = адрес отправителя не принадлежит ЮKassa
vendor-key-characters = { $request }: в ключе символы, которых в ключах не бывает
vendor-stars-by-bot = о звёздах Telegram сообщает только через бота
vendor-transaction-unreadable = в списке Telegram не прочитать операцию № { $position }
vendor-listed-unreadable = в списке { $vendor } не прочитать { $payment }
vendor-nobodys-signs = ни подпись, ни адрес, ни вид не подходят ни одной платёжной системе
vendor-too-many-strangers = больше { $count } неизвестных платежей
vendor-unconfirmed = { $names }: платёжная система не подтверждает платёж
vendor-nobodys-payment = { $names }: таких платежей в магазине нет
vendor-says-status =
    { $payment } ({ $external }): у неё он { $status ->
        [refunded] возвращён
        [failed] не прошёл
        [expired] просрочен
       *[pending] ещё не оплачен
    }
vendor-says-amount = { $payment } ({ $external }): у неё { $said } вместо { $booked } (валюта { $currency }, мельчайшие единицы)
vendor-does-not-list = { $payment } ({ $external }): в её списке его нет
