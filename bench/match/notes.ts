// What is to be said of a case, below what was measured: why a goal is out of reach, and what
// was tried.

export const NOTES: Readonly<Record<string, string>> = {
  '5000x20': `Here a frame holds four messages, and everything but the write weighs most: 500 viewers a second give a sign of life and are answered (what one costs, see the idle ones below). With auto tick frames are smaller and more (see B a message): each costs a write.`,
  latency: `Everything is in one process here, on one core, and that core is full: 50,000 writes a second at 7 to 9 µs, and 3 µs more each for what the kernel delivers over loopback on the sender's core. A message waits half a tick in the mean, then for its turn in a fan-out that takes 100 to 200 ms. Found on the way, and gone: prom-client looked through every socket at each scrape (40 ms), and the embedded database made itself anew at its first start (seven seconds of computing).`,
  'auto-tick': `The archive's thread has the same core. What the late ones waited for is not known.`,
  stall: `What the longest waited for is not known: it comes in a few seconds of a run, and the host of this machine takes up to a tenth of its time away.`,
  idle: `A sign of life costs 40 to 60 µs here: a wake-up, a read, a JSON text each way, a write; 600 of them come in a second, and 15,000 viewers cost little else. Of a connect a sixth is the ticket's check (an HMAC and two JSON texts), a third what Node makes of a socket and of a request, a fifth what goes out (the handshake and the welcome).`,
  '1000x500': `A write to a socket costs Barrage edge what it costs the control, 7 µs (\`perf\`: \`ksys_write\`). What it does besides does not grow with viewers, and with 1,000 of them it is not spread thin: 500 messages a second are read, picked and put into frames, 1,000 viewers ping, timers and metrics run: 32 ms of CPU a second, in some forty functions of which none has more than 3 %. A warm-up five times as long did not change it.`,
}
