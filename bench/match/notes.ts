// What is to be said of a case, below what was measured: why a goal is out of reach, and what
// was tried.

export const NOTES: Readonly<Record<string, string>> = {
  '1000x500': `A write to a socket costs Barrage edge what it costs the control, 7 µs (\`perf\`: \`ksys_write\`). What it does besides does not grow with viewers, and with 1,000 of them it is not spread thin: 500 messages a second are read, picked and put into frames, 1,000 viewers ping, timers and metrics run: 32 ms of CPU a second, in some forty functions of which none has more than 3 %. A warm-up five times as long did not change it.`,
}
