// The degradation ladder: what a room's viewers are spared, one step after the other, while the
// edge or the room's lanes cannot keep up. The least missed goes first.
//
//   step  name     what changes
//   1     likes    the likes of a frame are told as one
//   2     texts    the same text is told once, as "+N"
//   3     sample   low gets a share of what it would get
//   4     tick     frames come further apart
//   5     enter    nobody is told who enters
//   6     slow     viewers are asked to speak less often
//
// Up is immediate, and may skip steps. Down is one step at a time: below `leavePercent` of what
// engages the step, for `calmMs`. Nothing is lost unseen: what is merged or sampled away is told
// as withheld.

export const STEPS = ['likes', 'texts', 'sample', 'tick', 'enter', 'slow'] as const
/** 0: nothing is spared; n: the first n of `STEPS` are in force. */
export type Step = 0 | 1 | 2 | 3 | 4 | 5 | 6

type Six = readonly [number, number, number, number, number, number]

/** What may be too much, each with the readings at which the six steps engage. */
export type Engaging = {
  /** How late the event loop is. */
  readonly loopDelayMs: Six
  /** Written to viewers. */
  readonly bytesPerSecond: Six
  /** Age of the oldest message that waits in a lane of the room. */
  readonly lagMs: Six
}
/** What was read; what was not is no reason for anything. */
export type Strain = Partial<Record<keyof Engaging, number>>

export type LadderRule = Engaging & {
  /** The highest step there is; 0: the ladder is not used. */
  readonly most: number
  readonly leavePercent: number
  readonly calmMs: number
  /** From step 3 on: of what low would get. */
  readonly lowPercent: number
  /** From step 4 on: frames are at least this far apart. */
  readonly tickMs: number
  /** At step 6: how far apart one viewer's messages are proposed to be. */
  readonly slowMs: number
}

/** Where a room or an edge stands, and since when a lower step would do. */
export type Rung = { readonly step: Step; readonly calmSince: number | undefined }

export const GROUND: Rung = { step: 0, calmSince: undefined }

export function nextRung(at: Rung, strain: Strain, now: number, rule: LadderRule): Rung {
  const wanted = stepFor(strain, 1, rule)
  if (wanted > at.step) return { step: wanted, calmSince: undefined }
  const kept = stepFor(strain, rule.leavePercent / 100, rule)
  if (kept >= at.step) return { step: at.step, calmSince: undefined }

  const calmSince = at.calmSince ?? now
  if (now - calmSince < rule.calmMs) return { step: at.step, calmSince }
  return { step: (at.step - 1) as Step, calmSince: now }
}

/** The highest step that a reading of this share of its threshold asks for. */
function stepFor(strain: Strain, share: number, rule: LadderRule): Step {
  let step = 0
  for (const measure of MEASURES) {
    const reading = strain[measure] ?? 0
    while (step < STEPS.length && reading >= (rule[measure][step] as number) * share) step++
  }
  return Math.min(step, rule.most) as Step
}

const MEASURES = ['loopDelayMs', 'bytesPerSecond', 'lagMs'] as const

/** What a step means for whoever makes the frames. */
export type Relief = {
  readonly mergesLikes: boolean
  readonly mergesTexts: boolean
  /** The share of what it would get that low does get. */
  readonly lowShare: number
  /** Frames are at least this far apart. */
  readonly leastTickMs: number
  readonly tellsWhoEnters: boolean
  /** How far apart one viewer's messages are proposed to be; 0: as the room's pace has it. */
  readonly slowMs: number
}

export const NO_RELIEF: Relief = {
  mergesLikes: false,
  mergesTexts: false,
  lowShare: 1,
  leastTickMs: 0,
  tellsWhoEnters: true,
  slowMs: 0,
}

export function reliefOf(
  step: Step,
  { lowPercent, tickMs, slowMs }: Pick<LadderRule, 'lowPercent' | 'tickMs' | 'slowMs'>,
): Relief {
  return {
    mergesLikes: step >= 1,
    mergesTexts: step >= 2,
    lowShare: step >= 3 ? lowPercent / 100 : 1,
    leastTickMs: step >= 4 ? tickMs : 0,
    tellsWhoEnters: step < 5,
    slowMs: step >= 6 ? slowMs : 0,
  }
}
