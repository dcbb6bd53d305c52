// Builds the page into dist/web. The compiler puts what the tests import of the page there
// too, so the folder is not emptied as a whole: the page's own files are.

import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const out = fileURLToPath(new URL('../dist/web/', import.meta.url))

// biome-ignore lint/style/noDefaultExport: vite asks for one
export default defineConfig({
  plugins: [
    { name: 'sweep', buildStart: () => rmSync(`${out}assets`, { recursive: true, force: true }) },
  ],
  build: {
    outDir: out,
    emptyOutDir: false,
    // Everything is a file of its own, so that a page may forbid inline scripts and data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
