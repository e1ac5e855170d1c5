import { nativeImage, type NativeImage } from 'electron';
import type { TrayIcon } from './tray-menu.ts';

/*
 * The tray's icon, drawn as pixels: told apart by shape, so that it reads in grey too. Two strands side by side (off),
 * crossed into one (on), the same with a notch (strained), cut (down).
 */

const SIZE = 44;
type Colour = readonly [red: number, green: number, blue: number];
const TEAL: Colour = [62, 189, 168];
const AMBER: Colour = [240, 176, 74];
const GREY: Colour = [158, 170, 167];
const RED: Colour = [240, 104, 92];

/** Height of a strand at x, both from 0 to 1; null where it is not there. */
type Strand = { colour: Colour; at: (x: number) => number | null };

const ease = (t: number) => t * t * (3 - 2 * t);
const crossing = (from: number, to: number) => (x: number) => {
  if (x < 0.22) return from;
  if (x < 0.62) return from + (to - from) * ease((x - 0.22) / 0.4);
  return to + (0.5 - to) * ease((x - 0.62) / 0.38);
};

const STRANDS: Record<TrayIcon, Strand[]> = {
  off: [
    { colour: GREY, at: () => 0.3 },
    { colour: GREY, at: () => 0.7 },
  ],
  on: [
    { colour: TEAL, at: crossing(0.24, 0.72) },
    { colour: TEAL, at: crossing(0.76, 0.28) },
  ],
  strained: [
    { colour: AMBER, at: (x) => (x < 0.3 ? 0.24 : null) },
    { colour: AMBER, at: crossing(0.76, 0.4) },
  ],
  down: [
    { colour: RED, at: (x) => (x < 0.36 ? 0.3 : x > 0.64 ? 0.5 : null) },
    { colour: RED, at: (x) => (x < 0.36 ? 0.7 : null) },
  ],
};

export function trayIcon(icon: TrayIcon): NativeImage {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  for (const strand of STRANDS[icon]) drawStrand(pixels, strand);
  // Made at twice the size of a tray, so that it stays sharp where one point is two pixels.
  return nativeImage.createFromBitmap(pixels, { width: SIZE, height: SIZE, scaleFactor: 2 });
}

function drawStrand(pixels: Buffer, { colour, at }: Strand): void {
  const radius = 3.6;
  for (let step = 0; step <= SIZE * 4; step += 1) {
    const x = 0.08 + (step / (SIZE * 4)) * 0.84;
    const y = at(x);
    if (y !== null) dab(pixels, x * SIZE, y * SIZE, radius, colour);
  }
}

/** A round dab with a soft edge; the stronger of old and new cover wins, so that dabs make a smooth line. */
function dab(pixels: Buffer, cx: number, cy: number, radius: number, [red, green, blue]: Colour): void {
  for (let y = Math.floor(cy - radius - 1); y <= cy + radius + 1; y += 1) {
    for (let x = Math.floor(cx - radius - 1); x <= cx + radius + 1; x += 1) {
      if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) continue;
      const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy)));
      const offset = (y * SIZE + x) * 4;
      if (cover * 255 <= (pixels[offset + 3] ?? 0)) continue;
      // Bitmaps are BGRA with the colours already weakened by the cover.
      pixels.set([blue * cover, green * cover, red * cover, 255 * cover].map(Math.round), offset);
    }
  }
}
