// A server's process, on a core of its own, so that who serves and who listens do not take
// each other's time. The bench and its crowd have the other core: from the beginning (see the
// Makefile), or once what needs the whole machine is done.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

export const SERVER_CORE = '0'
const OTHER_CORE = '1'
const END_MS = 10_000

/** With `PROFILE=folder` a server leaves a profile there when it ends (flame.ts). */
export function profiling(): readonly string[] {
  const { PROFILE } = process.env
  return PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${PROFILE}`] : []
}

export function startPinned(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess {
  const pinned = ['-c', SERVER_CORE, process.execPath, ...profiling(), file, ...args]
  return spawn('taskset', pinned, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
}

/** This process and its threads, and what it starts from now on. */
export function leaveServerCore(): void {
  execFileSync('taskset', ['-a', '-c', '-p', OTHER_CORE, String(process.pid)])
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await ended
  clearTimeout(late)
}
