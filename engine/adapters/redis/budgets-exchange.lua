-- Takes back what an edge holds of rooms' budgets, and gives it what it holds from now on. What is
-- promised is told in ports/budgets.ts; the memory twin says the same in TypeScript.
--
-- KEYS  1… for each room a hash: `room`, "<what nobody holds> <as of, ms>"; and for each edge,
--       "<low> <high> <low that it wanted> <when, ms>", what it was given when it asked last
-- ARGV  1 now, ms; '': by this Redis's clock   2 the edge   3 how often edges ask, ms   4 the reserve's share of a burst
--       5 an edge is gone after so many times (3)   6 a burst is at least so many times (3)
--       7 how long a key lives, ms
--       then six for each room: burst, a second; low and high held; low and high wanted
-- Returns for each room what the edge holds now: low and high in turn, as text.

local function by_own_clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local clock = tonumber(ARGV[1]) or by_own_clock()
local edge, every = '@' .. ARGV[2], tonumber(ARGV[3])
local reserve_share, gone_ms = tonumber(ARGV[4]), tonumber(ARGV[5]) * every
local least_burst = tonumber(ARGV[6])
local FIRST, EACH = 8, 6

local function numbers_in(text)
  local found = {}
  for number in string.gmatch(text, '%S+') do found[#found + 1] = tonumber(number) end
  return found
end

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

local function exchange(key, rate, held, want)
  local most = math.max(rate.burst, rate.per_second * least_burst * every / 1000)
  local reserve = math.floor(rate.burst * reserve_share)
  local known = redis.call('HGETALL', key)
  local now, tokens, as_of, others = clock, most, nil, {}
  for index = 1, #known, 2 do
    local told = numbers_in(known[index + 1])
    if known[index] == 'room' then
      tokens, as_of = told[1], told[2]
    elseif known[index] ~= edge then
      others[#others + 1] = { name = known[index], low = told[1], high = told[2], want = told[3], at = told[4] }
    end
  end
  now = math.max(now, as_of or now)

  local held_by_others, high_of_others, claimed, claims = 0, 0, 0, {}
  for _, other in ipairs(others) do
    if now - other.at > gone_ms then
      redis.call('HDEL', key, other.name)
    else
      held_by_others = held_by_others + other.low + other.high
      high_of_others = high_of_others + other.high
      -- Who has just been given what it wants wants little for now.
      claims[#claims + 1] = other.want * math.min(1, (now - other.at) / every)
      claimed = claimed + claims[#claims]
    end
  end
  local earned = (now - (as_of or now)) * rate.per_second / 1000
  tokens = math.min(tokens + earned + held.low + held.high, most - held_by_others)
  tokens = math.max(tokens, -most)

  local low, high = 0, 0
  if want.low + want.high > 0 then
    local free, each = math.max(0, tokens), #claims + 1
    high = math.min(free, math.max(want.high, reserve / each))
    local pool = math.max(0, free - high - math.max(0, reserve - high - high_of_others))
    local spare = math.max(0, pool - want.low - claimed) / each
    low = part(pool, want.low, claims) + spare
    redis.call('HSET', key, edge, string.format('%.6f %.6f %.6f %.0f', low, high, want.low, now))
  else
    redis.call('HDEL', key, edge)
  end
  redis.call('HSET', key, 'room', string.format('%.6f %.0f', tokens - low - high, now))
  redis.call('PEXPIRE', key, ARGV[7])
  return string.format('%.6f', low), string.format('%.6f', high)
end

local given = {}
for index, key in ipairs(KEYS) do
  local asked = {}
  for at = 1, EACH do asked[at] = tonumber(ARGV[FIRST + (index - 1) * EACH + at - 1]) end
  local low, high = exchange(
    key,
    { burst = asked[1], per_second = asked[2] },
    { low = asked[3], high = asked[4] },
    { low = asked[5], high = asked[6] }
  )
  given[#given + 1] = low
  given[#given + 1] = high
end
return given
