/**
 * Bundles the browser's code and styles into dist/. Every name carries a hash of the content, so browsers keep a file for
 * ever; manifest.json tells the pages the names. What gains by it has a packed copy beside it, made here once and well.
 * Old files go last, so that a page being loaded still finds its own.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";
import { png } from "./icons.mjs";

const ENTRIES = {
  "app.js": "js/app.js",
  "scanner.js": "js/scanner.js",
  "app.css": "css/app.css",
  "print.js": "js/print.js",
  "print.css": "css/print.css",
  "zxing_reader.wasm": "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm",
  "mark.svg": "icons/mark.svg",
  "touch.png": "icons/touch.png",
};
const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const GAINS = /\.(js|css|wasm|svg)$/;

/** What a home screen shows; `maskable` ones are cut to its own shape. */
const ICONS = { "icon-192.png": [192, false], "icon-512.png": [512, false], "maskable-512.png": [512, true] };
/** What opens without a connection. The camera's parts are large, and kept once they were used. */
const SHELL = ["app.js", "app.css", "mark.svg", "touch.png"];

const outputs = await bundle();
const names = { ...manifest(outputs), ...(await draw()) };
const shell = [...SHELL.map((name) => names[name]), ...chunks(outputs)].map((name) => `/static/${name}`);
names["worker.js"] = await bundleWorker(shell);
const built = [...Object.keys(outputs).map((path) => basename(path)), ...Object.values(names)];
const packed = await pack(built.filter((name) => GAINS.test(name)));
await publish(names);
await sweep([...built, ...packed]);

async function draw() {
  const drawn = Object.entries(ICONS).map(async ([name, [size, isMaskable]]) => {
    const content = png(size, isMaskable);
    const hashed = name.replace(".png", `-${hash(content)}.png`);
    await writeFile(join(DIST, hashed), content);
    return [name, hashed];
  });
  return Object.fromEntries(await Promise.all(drawn));
}

/** @param {Record<string, object>} made pieces that the app loads by itself */
function chunks(made) {
  return Object.keys(made)
    .map((path) => basename(path))
    .filter((name) => /^part-.*\.js$/.test(name));
}

/**
 * The service worker names what it keeps, so it is another one whenever something of that changed.
 * @param {string[]} shell
 */
async function bundleWorker(shell) {
  const { outputFiles } = await build({
    entryPoints: ["pwa/worker.js"],
    absWorkingDir: HERE,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["chrome111", "firefox115", "safari16.4"],
    define: {
      "globalThis.COMPTOIR_SHELL": JSON.stringify(shell),
      "globalThis.COMPTOIR_VERSION": JSON.stringify(hash(shell.join())),
    },
    logLevel: "warning",
  });
  const name = `worker-${hash(outputFiles[0].contents)}.js`;
  await writeFile(join(DIST, name), outputFiles[0].contents);
  return name;
}

/** @param {string | Uint8Array} content */
function hash(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
}

async function bundle() {
  const { metafile } = await build({
    entryPoints: Object.values(ENTRIES),
    absWorkingDir: HERE,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: "esm",
    sourcemap: "linked",
    target: ["chrome111", "firefox115", "safari16.4"],
    loader: { ".wasm": "copy", ".svg": "copy", ".png": "copy" },
    outdir: DIST,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    logLevel: "warning",
  });
  return metafile.outputs;
}

/** @param {Record<string, { entryPoint?: string, inputs: object }>} outputs */
function manifest(outputs) {
  const built = Object.entries(outputs).filter(([path]) => !path.endsWith(".map"));
  return Object.fromEntries(
    Object.entries(ENTRIES).map(([name, source]) => {
      const [path] = built.find(([, output]) => (output.entryPoint ?? Object.keys(output.inputs)[0]) === source);
      return [name, basename(path)];
    }),
  );
}

/** @param {string[]} names */
async function pack(names) {
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(DIST, name));
      await writeFile(join(DIST, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
      return `${name}.gz`;
    }),
  );
}

/** @param {Record<string, string>} names */
async function publish(names) {
  await writeFile(join(DIST, "manifest.json.new"), JSON.stringify(names, null, 2));
  await rename(join(DIST, "manifest.json.new"), join(DIST, "manifest.json"));
}

/** @param {string[]} names */
async function sweep(names) {
  const kept = new Set([...names, "manifest.json"]);
  const old = (await readdir(DIST)).filter((name) => !kept.has(name));
  await Promise.all(old.map((name) => rm(join(DIST, name))));
}
