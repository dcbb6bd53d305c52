-- What lanes are in Redis. All keys carry the hash tag {lanes}, so that they live together.
--
--   <base>:workers       hash: a worker's id to "<end of its lease, ms> <its reports as JSON>"
--   <base>:gears         hash: a lane to its published gear, above 1
--   <base>:pins          hash: a lane to the gear that operators pinned
--   <base>:number        the highest number given to a lease
--   <base>:lease:<name>  "<number> <worker>"; the name is the partition and the lane
--
-- A lease whose worker is not up is free. Its key lives longer than a lease may lie about, and
-- is renewed by nobody: should it expire under a worker that writes, the next to ask gets a
-- higher number, and the bucket store tells the other.

local function is_up(workers, worker, now)
  local said = redis.call('HGET', workers, worker)
  return said and tonumber(string.match(said, '^%d+')) > now
end

local function holder_of(lease)
  local held = redis.call('GET', lease)
  if not held then return nil, nil end
  return string.match(held, '^(%d+) (.*)$')
end
