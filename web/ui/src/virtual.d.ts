declare module "virtual:texts/ru" {
  const texts: Record<string, import("./i18n/format").Pattern>;
  export default texts;
}
declare module "virtual:texts/en" {
  const texts: Record<string, import("./i18n/format").Pattern>;
  export default texts;
}
