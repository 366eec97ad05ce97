import { useSignal } from "@preact/signals";
import { said } from "../i18n";

/** Something a button does: whether it is under way, and what went wrong. One at a time. */
export function useTask() {
  const busy = useSignal(false);
  const fault = useSignal("");
  return {
    get busy() { return busy.value; },
    get fault() { return fault.value; },
    clear() { fault.value = ""; },
    async run(act: () => Promise<void>): Promise<void> {
      if (busy.peek()) return;
      busy.value = true;
      fault.value = "";
      try {
        await act();
      } catch (error) {
        fault.value = said(error);
      } finally {
        busy.value = false;
      }
    },
  };
}
