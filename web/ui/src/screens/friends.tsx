// Invitations: the link to share, and what friends have brought.

import { language, t } from "../i18n";
import { money } from "../i18n/format";
import { friends, invited } from "../state/shop";
import { inTelegram, openLink } from "../telegram";
import { Title } from "../ui/frame";
import { Button, Card, Copyable, Empty, Loaded } from "../ui/parts";

export function Friends() {
  return (
    <>
      <Title to="/" lead={t("app-invite-lead")}>{t("app-invite-title")}</Title>
      <Loaded from={invited} lines={5}>
        {(found) => {
          const web = `${location.origin}/app/register?ref=${encodeURIComponent(found.referral_code)}`;
          return (
            <div class="columns">
              <div>
                <Card>
                  <Copyable label={t("app-invite-telegram")} text={found.referral_link} />
                  <Copyable label={t("app-invite-web")} text={web} />
                  <Button icon="share" onClick={() => share(found.referral_link)}>{t("app-share")}</Button>
                </Card>
              </div>
              <div>
                <dl class="card numbers">
                  <div><dt>{t("app-invite-friends")}</dt><dd>{found.total_referrals}</dd></div>
                  <div><dt>{t("app-invite-active")}</dt><dd>{found.active_referrals}</dd></div>
                  <div><dt>{t("app-invite-earned")}</dt><dd>{money(found.total_earned_kopeks, language.value)}</dd></div>
                </dl>
                <People />
              </div>
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function People() {
  return (
    <Card title={t("app-invite-list")}>
      <Loaded from={friends}>
        {(found) => found.length === 0 ? <Empty icon="friends" title={t("app-invite-empty")} /> : (
          <ul class="entries">
            {found.map((one) => (
              <li key={one.id}>
                <span><b>{one.first_name}</b><small>{t("app-invite-since", { since_at: one.registered_at })}</small></span>
                <span class={one.earned_from_user_kopeks ? "good" : ""}>{money(one.earned_from_user_kopeks, language.value)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function share(link: string): void {
  const text = t("app-invite-text");
  const telegram = `https://t.me/share/url?url=${encodeURIComponent(link)}&text=${encodeURIComponent(text)}`;
  if (inTelegram) openLink(telegram);
  else if (navigator.share) void navigator.share({ text, url: link }).catch(() => undefined);
  else open(telegram, "_blank", "noopener");
}
