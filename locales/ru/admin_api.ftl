# What the console's API tells an operator where customers are told something else.
admin-error-insufficient-balance = У клиента не хватает денег: нужно { $required_kopeks }, на балансе { $available_kopeks }. Сначала верните покупку на баланс или спишите меньше.
admin-error-subscription-not-found = У этого клиента нет подписки. Она появится с пробным периодом, покупкой или промокодом на тариф.
admin-error-ticket-closed = Это обращение закрыто. Клиент может открыть новое, а вы — написать ему в Telegram.
admin-error-cannot-refund = Вернуть нельзя: деньги уже возвращены, платёж не завершён или платёжная система не умеет возвращать. Посмотрите его состояние; покупку можно вернуть на баланс.
