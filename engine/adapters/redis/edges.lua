-- The part that all scripts of the register share; put before each of them.
--
-- KEYS  1 the register, a hash: edge to `<end of its lease, ms> <instance> <state> <report, JSON>`
--       2 the epoch
-- ARGV  1 now, ms
--
-- Who changes the set of edges that serve raises the epoch, in the same step.

local register, now = KEYS[1], tonumber(ARGV[1])

local function parsed(entry)
  local ends, instance, state, report = string.match(entry, '^(%d+) (%S+) (%S+) (.*)$')
  return { ends = tonumber(ends), instance = instance, state = state, report = report }
end

-- Not below the time: so it grows on when this Redis has lost everything.
local function raise_epoch()
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  redis.call('SET', KEYS[2], string.format('%.0f', math.max(last + 1, now)))
end

-- The edge as it is known; nothing when its lease is over, and then it is forgotten.
local function known(edge)
  local entry = redis.call('HGET', register, edge)
  if not entry then return nil end
  local is = parsed(entry)
  if is.ends > now then return is end
  redis.call('HDEL', register, edge)
  if is.state == 'serving' then raise_epoch() end
  return nil
end

local function put(edge, is)
  local entry = string.format('%.0f %s %s %s', is.ends, is.instance, is.state, is.report)
  redis.call('HSET', register, edge, entry)
end
