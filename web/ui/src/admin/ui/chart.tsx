// One series over time as bars or a line, drawn as SVG: by pointer, by arrow keys, and as a table for screen readers.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

export interface Point {
  /** What stands below the axis, if there is room, and in the tooltip. */
  name: string;
  value: number;
  /** More about this point, in the tooltip. */
  note?: string;
}

interface ChartProps {
  label: string;
  points: readonly Point[];
  kind?: "bars" | "line";
  show: (value: number) => string;
  /** How the axis says a value, where that is shorter. */
  axis?: (value: number) => string;
  /** Steps of the axis are powers of 1024. */
  binary?: boolean;
  height?: number;
}

const LEFT = 58;
const BELOW = 24;
const ABOVE = 10;
const TIP = 84; // what a tooltip of three lines takes above its point

export function Chart({ label, points, kind = "bars", show, axis = show, binary = false, height = 220 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(640);
  const at = useSignal<number | null>(null);
  const id = useId();
  useEffect(() => {
    const seen = new ResizeObserver(([entry]) => { width.value = Math.max(240, Math.round(entry?.contentRect.width ?? 640)); });
    if (box.current) seen.observe(box.current);
    return () => seen.disconnect();
  }, []);
  const steps = ticks(Math.max(0, ...points.map(({ value }) => value)), binary);
  const top = steps.at(-1) || 1;
  const inner = { wide: width.value - LEFT - 6, high: height - ABOVE - BELOW };
  const slot = inner.wide / Math.max(1, points.length);
  const x = (index: number) => LEFT + slot * (index + 0.5);
  const y = (value: number) => ABOVE + inner.high * (1 - value / top);
  const found = at.value === null ? undefined : points[at.value];
  const point = (event: PointerEvent) => {
    const left = (box.current as HTMLDivElement).getBoundingClientRect().left;
    at.value = Math.min(points.length - 1, Math.max(0, Math.floor((event.clientX - left - LEFT) / slot)));
  };
  const press = (event: KeyboardEvent) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    at.value = Math.min(points.length - 1, Math.max(0, (at.value ?? (move > 0 ? -1 : points.length)) + move));
  };
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(inner.wide / 76))));
  return (
    <figure class="chart">
      <div ref={box} class="plot" tabIndex={0} role="group" aria-label={label} aria-describedby={id} onPointerMove={point}
        onPointerLeave={() => { at.value = null; }} onPointerDown={point} onKeyDown={press} onBlur={() => { at.value = null; }}>
        <svg width={width.value} height={height} aria-hidden="true">
          {steps.map((value) => (
            <g key={value} class="grid">
              <line x1={LEFT} x2={width.value} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value) + 4}>{axis(value)}</text>
            </g>
          ))}
          {kind === "bars" ? points.map(({ value }, index) => (
            <path key={index} class={index === at.value ? "bar at" : "bar"} d={bar(x(index), y(value), Math.min(36, slot * 0.7), y(0))} />
          )) : <Line points={points} x={x} y={y} at={at.value} />}
          {points.map(({ name }, index) => (points.length - 1 - index) % every === 0 && (
            <text key={index} class="below" x={Math.min(x(index), width.value - 24)} y={height - 6}>{name}</text>
          ))}
        </svg>
        {found && at.value !== null && (
          <p class="tip" style={{ left: `${Math.min(Math.max(x(at.value), 84), width.value - 84)}px`, top: `${Math.max(0, y(found.value) - TIP)}px` }}>
            <b>{show(found.value)}</b><span>{found.name}</span>{found.note && <span>{found.note}</span>}
          </p>
        )}
      </div>
      <p id={id} class="unseen" aria-live="polite">{found ? `${found.name}: ${show(found.value)}. ${found.note ?? ""}` : ""}</p>
      <div class="unseen">
        <table>
          <caption>{label}</caption>
          <tbody>{points.map(({ name, value }, index) => <tr key={index}><th scope="row">{name}</th><td>{show(value)}</td></tr>)}</tbody>
        </table>
      </div>
    </figure>
  );
}

function Line({ points, x, y, at }: { points: readonly Point[]; x: (index: number) => number; y: (value: number) => number; at: number | null }) {
  const path = points.map(({ value }, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const marked = at === null ? undefined : points[at];
  return (
    <>
      {points.length > 1 && <path class="under" d={`${path}L${x(points.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z`} />}
      <path class="line" d={path} />
      {marked && at !== null && (
        <>
          <line class="mark" x1={x(at)} x2={x(at)} y1={y(0)} y2={ABOVE} />
          <circle class="dot" cx={x(at)} cy={y(marked.value)} r="4.5" />
        </>
      )}
    </>
  );
}

/** A bar with round shoulders; days without anything keep a hair's breadth. */
function bar(middle: number, top: number, wide: number, ground: number): string {
  const high = Math.max(ground - top, 0);
  const round = Math.min(4, wide / 2, high);
  const left = middle - wide / 2;
  if (high < 0.5) return `M${left} ${ground - 1}h${wide}v1h${-wide}z`;
  return `M${left} ${ground}v${-(high - round)}q0 ${-round} ${round} ${-round}h${wide - 2 * round}q${round} 0 ${round} ${round}v${high - round}z`;
}

/** Round values from 0 to above the most, three or four of them. */
export function ticks(most: number, binary = false): number[] {
  if (most <= 0) return [0];
  const unit = binary ? 1024 ** Math.floor(Math.log(most) / Math.log(1024)) : 1;
  const scaled = most / unit;
  const rough = scaled / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const whole = Math.max(step, binary || most > 3 ? step : 1);
  const count = Math.max(1, Math.ceil(scaled / whole - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * whole * unit);
}
