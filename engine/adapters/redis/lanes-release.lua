-- Gives leases up, those of them that are still the worker's.
--
-- KEYS  1… the leases
-- ARGV  1 the worker   2… the number of each lease
-- Returns how many were.

local given = 0
for index, lease in ipairs(KEYS) do
  local number, holder = holder_of(lease)
  if holder == ARGV[1] and number == ARGV[index + 1] then
    given = given + redis.call('DEL', lease)
  end
end
return given
