// Short notes at the edge of the screen, read out by screen readers.

import { signal } from "@preact/signals";
import { Icon } from "./icons";

interface Note {
  id: number;
  text: string;
}

const SECONDS = 4;
const notes = signal<Note[]>([]);
let count = 0;

export function toast(text: string): void {
  const note = { id: ++count, text };
  notes.value = [...notes.value.filter((one) => one.text !== text), note];
  setTimeout(() => { notes.value = notes.value.filter((one) => one.id !== note.id); }, SECONDS * 1000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {notes.value.map((note) => <div key={note.id} class="toast"><Icon name="check" />{note.text}</div>)}
    </div>
  );
}
