// What the compiler leaves behind: SQL, Lua and what services are started with travel beside
// the compiled code that reads them.
import { cpSync, existsSync, statSync } from 'node:fs'

for (const folder of ['engine', 'deploy'])
  cpSync(folder, `dist/${folder}`, {
    recursive: true,
    filter: path =>
      statSync(path).isDirectory() || /\.(sql|lua|properties|sh|xml|conf)$/.test(path),
  })

// The embedded Postgres begins with a folder that is made here, again with each version of it.
const empty = 'dist/engine/adapters/pglite/empty.tgz'
const made = existsSync(empty) ? statSync(empty).mtimeMs : 0
if (made < statSync('node_modules/@electric-sql/pglite').mtimeMs) {
  const { makeEmpty } = await import('./dist/engine/adapters/pglite/new-folder.js')
  await makeEmpty()
}
