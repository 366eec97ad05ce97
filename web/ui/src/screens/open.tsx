// The page between the cabinet and an app: Telegram opens http(s) addresses alone, a browser opens the app's.

import { useEffect } from "preact/hooks";
import { bounced, ownPlatform } from "../apps";
import { t } from "../i18n";
import { href } from "../router";
import { shopName } from "../state/surroundings";
import { Copyable, Empty, LinkButton, Notice } from "../ui/parts";

const asked = bounced(location.hash);

export function Open() {
  const address = asked?.app.link(asked.subscription, shopName.value);
  useEffect(() => { if (address) location.assign(address); }, [address]);
  if (!asked || !address) {
    return <main class="alone"><Notice>{t("app-open-broken")}</Notice><LinkButton href={href("/")}>{t("app-open-cabinet")}</LinkButton></main>;
  }
  const name = asked.app.name.replace(/ \(.*/, "");
  const install = asked.app.platforms[ownPlatform()] ?? Object.values(asked.app.platforms)[0];
  return (
    <main class="alone">
      <Empty icon="bolt" title={t("app-open-title", { app: name })}>
        <p class="lead">{t("app-open-text")}</p>
        <LinkButton href={address} data-testid="app-link">{t("app-open-button", { app: name })}</LinkButton>
      </Empty>
      <Copyable label={t("app-connect-link")} text={asked.subscription} />
      <p class="aside">{t("app-open-missing")} <a href={install} target="_blank" rel="noopener">{t("app-connect-install-app", { app: name })}</a></p>
    </main>
  );
}
