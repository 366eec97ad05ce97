# Самопроверки: что проверяют, что нашли и что делать; консоль, API оператора и vitrina doctor.

# вывод и то, что бывает у каждой проверки

check-passed = в порядке
check-failed = СБОЙ
check-none-used = не используются
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
check-payment-vendor-refused = { $vendor } отвечает: { $error }
check-payment-vendors-refused-advice = Сверьте ключи в настройках с личным кабинетом платёжной системы и проверьте, что она доступна с этой машины.
check-payment-webhooks-none = ни одна платёжная система их не присылает
check-payment-webhooks-no-address = PUBLIC_URL не задан: { $names } не могут сообщать о платежах, и магазин узнаёт о них опросом, минуты спустя
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
