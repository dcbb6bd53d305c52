// A program that is run and waited for. Its output is kept for the case that it fails.

import { execFile } from 'node:child_process'
import { ServiceTrouble } from './trouble.ts'

/** The end of what it said: enough for the reason, little enough to be read. */
const LAST_LINES = 12

/** @throws ServiceTrouble with what the program said last */
export function runToEnd(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const said = lastLines(`${stdout}\n${stderr}`) || error.message
      reject(new ServiceTrouble(`${file} ${args[0] ?? ''} failed:\n${said}`, error))
    })
  })
}

/** Without the stacks of Java, which would leave no room for what happened. */
export function lastLines(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line))
  return lines
    .slice(-LAST_LINES)
    .map(line => `    ${line}`)
    .join('\n')
}
