// What the compiler leaves behind: SQL (and Lua) travel beside the compiled code that reads them.
import { cpSync, statSync } from 'node:fs'

cpSync('engine', 'dist/engine', {
  recursive: true,
  filter: path => statSync(path).isDirectory() || /\.(sql|lua)$/.test(path),
})
