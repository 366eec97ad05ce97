// What a screen shows: asked for when it opens and when what it depends on changes, and again every so often while
// somebody looks. What is there already stays on the screen meanwhile.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export interface Feed<T> {
  data: Signal<T | undefined>;
  error: Signal<unknown>;
  /** Whether it is being asked for because something else is wanted than what is shown. */
  turning: Signal<boolean>;
  load(): Promise<void>;
}

/** `keys` are what the question depends on, `every` the seconds between two questions; 0 asks once. */
export function useFeed<T>(question: () => Promise<T>, keys: readonly unknown[] = [], every = 0): Feed<T> {
  const data = useSignal<T | undefined>(undefined);
  const error = useSignal<unknown>(null);
  const turning = useSignal(false);
  const count = useRef(0);
  const latest = useRef(question);
  latest.current = question;
  const load = async () => {
    const mine = ++count.current;
    try {
      const found = await latest.current();
      if (mine !== count.current) return;
      data.value = found;
      error.value = null;
    } catch (exc) {
      if (mine === count.current) error.value = exc;
    } finally {
      if (mine === count.current) turning.value = false;
    }
  };
  useEffect(() => {
    turning.value = data.peek() !== undefined;
    void load();
    return () => { count.current += 1; };
  }, keys);
  useEffect(() => {
    if (!every) return undefined;
    const look = () => { if (!document.hidden && !turning.peek()) void load(); };
    const timer = setInterval(look, every * 1000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [every]);
  return { data, error, turning, load };
}
