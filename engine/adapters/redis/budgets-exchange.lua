-- Takes back what an edge holds of rooms' budgets, and gives it what it holds from now on. What is
-- promised is told in ports/budgets.ts; the memory twin says the same in TypeScript.
--
-- KEYS  1… for each room, packed: what nobody holds, as of when (ms), and for each edge what it was
--       given when it asked last: {low, high, the low that it wanted, when}
-- ARGV  1 now, ms; '': by this Redis's clock   2 the edge   3 how often edges ask, ms
--       4 the reserve's share of a burst   5 an edge is gone after so many times (3)
--       6 a burst is at least so many times (3)   7 how long a key lives, ms
--       then seven for each room: burst, a second; the edge's share; low and high held;
--       low and high wanted
-- Returns for each room what the edge holds now: low and high in turn, as text.

local function by_own_clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local clock = tonumber(ARGV[1]) or by_own_clock()
local edge, every = ARGV[2], tonumber(ARGV[3])
local reserve_share, gone_ms = tonumber(ARGV[4]), tonumber(ARGV[5]) * every
local least_burst, keep_ms = tonumber(ARGV[6]), ARGV[7]
local FIRST, EACH = 8, 7

-- Of what there is, what one wants, or an equal part where there is too little for all.
local function part(pool, want, claims)
  table.sort(claims)
  local left, sharers = pool, #claims + 1
  for _, claim in ipairs(claims) do
    if claim >= left / sharers then break end
    left, sharers = left - claim, sharers - 1
  end
  return math.min(want, left / sharers)
end

local function exchange(key, rate, share, held, want)
  local most = math.max(rate.burst, rate.per_second * least_burst * every / 1000)
  local reserve = math.floor(rate.burst * reserve_share)
  local packed = redis.call('GET', key)
  local room = packed and cmsgpack.unpack(packed) or { tokens = most, at = clock, edges = {} }
  local now = math.max(clock, room.at)

  room.edges[edge] = nil
  local held_by_others, high_of_others, claimed, claims = 0, 0, 0, {}
  for name, other in pairs(room.edges) do
    local low, high, wanted, asked_at = unpack(other)
    if now - asked_at > gone_ms then
      room.edges[name] = nil
    else
      held_by_others = held_by_others + low + high
      high_of_others = high_of_others + high
      -- Who has just been given what it wants wants little for now.
      claims[#claims + 1] = wanted * math.min(1, (now - asked_at) / every)
      claimed = claimed + claims[#claims]
    end
  end
  local earned = (now - room.at) * rate.per_second / 1000
  local tokens = math.min(room.tokens + earned + held.low + held.high, most - held_by_others)
  tokens = math.max(tokens, -most)

  local low, high = 0, 0
  if want.low + want.high > 0 then
    local free, each = math.max(0, tokens), math.max(#claims + 1, 1 / share)
    high = math.min(free, math.max(want.high, reserve / each))
    local pool = math.max(0, free - high - math.max(0, reserve - high - high_of_others))
    local spare = math.max(0, pool - want.low - claimed) / each
    low = part(pool, want.low, claims) + spare
    room.edges[edge] = { low, high, want.low, now }
  end
  room.tokens, room.at = tokens - low - high, now
  redis.call('SET', key, cmsgpack.pack(room), 'PX', keep_ms)
  return string.format('%.6f', low), string.format('%.6f', high)
end

local given = {}
for index, key in ipairs(KEYS) do
  local asked = {}
  for at = 1, EACH do asked[at] = tonumber(ARGV[FIRST + (index - 1) * EACH + at - 1]) end
  local low, high = exchange(
    key,
    { burst = asked[1], per_second = asked[2] },
    asked[3],
    { low = asked[4], high = asked[5] },
    { low = asked[6], high = asked[7] }
  )
  given[#given + 1] = low
  given[#given + 1] = high
end
return given
