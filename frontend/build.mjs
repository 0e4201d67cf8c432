/**
 * Bundles the browser's code and styles into dist/. Every name carries a hash of the content, so browsers keep a file for
 * ever; manifest.json tells the pages the names. Old files go last, so that a page being loaded still finds its own.
 */
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const ENTRIES = {
  "app.js": "js/app.js",
  "scanner.js": "js/scanner.js",
  "app.css": "css/app.css",
  "zxing_reader.wasm": "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm",
  "mark.svg": "icons/mark.svg",
  "touch.png": "icons/touch.png",
};
const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");

const outputs = await bundle();
await publish(manifest(outputs));
await sweep(Object.keys(outputs).map((path) => basename(path)));

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

/** @param {Record<string, string>} names */
async function publish(names) {
  await writeFile(join(DIST, "manifest.json.new"), JSON.stringify(names, null, 2));
  await rename(join(DIST, "manifest.json.new"), join(DIST, "manifest.json"));
}

/** @param {string[]} built */
async function sweep(built) {
  const kept = new Set([...built, "manifest.json"]);
  const old = (await readdir(DIST)).filter((name) => !kept.has(name));
  await Promise.all(old.map((name) => rm(join(DIST, name))));
}
