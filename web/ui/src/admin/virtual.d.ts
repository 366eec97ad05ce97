declare module "virtual:texts/console-ru" {
  const texts: Record<string, import("../i18n/format").Pattern>;
  export default texts;
}
declare module "virtual:texts/console-en" {
  const texts: Record<string, import("../i18n/format").Pattern>;
  export default texts;
}
