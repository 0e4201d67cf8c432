/**
 * The mark as PNG files, for home screens: drawn from its measures (icons/mark.svg), point by point, so that the build needs
 * no program that draws. A maskable icon has no corners of its own, and its mark is in the safe zone.
 */
import { crc32, deflateSync } from "node:zlib";

const BLUE = [0x25, 0x47, 0xc4];
const WHITE = [0xff, 0xff, 0xff];
const HALF = 3.5;
const SAMPLES = 4;

/**
 * @param {number} size in pixels
 * @param {boolean} isMaskable
 */
export function png(size, isMaskable) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) rows.set(pixel(x, y, size, isMaskable), y * (size * 4 + 1) + 1 + x * 4);
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The mean of a few samples, red, green, blue, alpha. */
function pixel(x, y, size, isMaskable) {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const at = (place, offset) => ((place + (offset + 0.5) / SAMPLES) / size) * 64;
    const color = colorAt(at(x, i % SAMPLES), at(y, Math.floor(i / SAMPLES)), isMaskable);
    if (color) for (const [channel, value] of [...color, 0xff].entries()) sums[channel] += value;
  }
  const covered = sums[3] / 0xff;
  return sums.map((sum, channel) => Math.round(sum / (channel === 3 ? SAMPLES * SAMPLES : covered || 1)));
}

function colorAt(x, y, isMaskable) {
  const shrink = isMaskable ? 1.25 : 1;
  const [u, v] = [(x - 32) * shrink + 32, (y - 32) * shrink + 32];
  if (Math.min(arc(u, v), bar(u, v)) <= HALF) return WHITE;
  return isMaskable || isInside(x, y) ? BLUE : undefined;
}

/** How far a point is from the C: a circle round (31.376, 28) of radius 14, open to the right. */
function arc(x, y) {
  const [dx, dy] = [x - 31.376, y - 28];
  if (dx > 0 && Math.abs(dy) * 11.124 < dx * 8.5) return Math.hypot(x - 42.5, Math.abs(dy) - 8.5);
  return Math.abs(Math.hypot(dx, dy) - 14);
}

/** And from the counter below it. */
function bar(x, y) {
  return Math.hypot(x - Math.min(50, Math.max(14, x)), y - 51);
}

/** Whether it is within the tile, whose corners have a radius of 14. */
function isInside(x, y) {
  const [dx, dy] = [Math.max(0, Math.abs(x - 32) - 18), Math.max(0, Math.abs(y - 32) - 18)];
  return Math.hypot(dx, dy) <= 14;
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
