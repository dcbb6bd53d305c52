// What the compiler leaves behind: SQL, Lua and what services are started with travel beside
// the compiled code that reads them.
import { cpSync, statSync } from 'node:fs'

for (const folder of ['engine', 'deploy'])
  cpSync(folder, `dist/${folder}`, {
    recursive: true,
    filter: path =>
      statSync(path).isDirectory() || /\.(sql|lua|properties|sh|xml|conf)$/.test(path),
  })
