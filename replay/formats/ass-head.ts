// What an ASS file begins with: the picture its places are counted in, and the one style that
// all comments have.

export type AssLook = {
  readonly width: number
  readonly height: number
  readonly font: string
  readonly fontSize: number
}

/** Of a letter's height. */
const OUTLINE = 1 / 24

export function assHead({ width, height, font, fontSize }: AssLook): string {
  const outline = Math.max(1, Math.round(fontSize * OUTLINE))
  const style = {
    ...{ Name: 'D', Fontname: font, Fontsize: fontSize, PrimaryColour: '&H00FFFFFF' },
    ...{ SecondaryColour: '&H00FFFFFF', OutlineColour: '&H00000000', BackColour: '&H00000000' },
    ...{ Bold: 0, Italic: 0, Underline: 0, StrikeOut: 0, ScaleX: 100, ScaleY: 100, Spacing: 0 },
    ...{ Angle: 0, BorderStyle: 1, Outline: outline, Shadow: 0, Alignment: 7 },
    ...{ MarginL: 0, MarginR: 0, MarginV: 0, Encoding: 1 },
  }
  return `[Script Info]
ScriptType: v4.00+
PlayResX: ${width}
PlayResY: ${height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: ${Object.keys(style).join(', ')}
Style: ${Object.values(style).join(',')}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`
}
