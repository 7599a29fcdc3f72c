-- Looks at all shards and leases from those with a ready host, the one that waited longest first: in one trip what peek
-- and claim, which stand before this as functions, do in several. KEYS: shards. ARGV: as for claim.
-- Returns what peek returns, then the position of a shard and what claim returns for it, for each that was asked.
local times = peek(KEYS, ARGV)
local now, wanted, ready = tonumber(times[1]), tonumber(ARGV[2]), {}
for i = 2, #times do
  local at = tonumber(times[i])
  if at and at <= now then ready[#ready + 1] = {at, i - 1} end
end
table.sort(ready, function(one, other) return one[1] < other[1] or (one[1] == other[1] and one[2] < other[2]) end)
local answer = {times}
for _, one in ipairs(ready) do
  if wanted <= 0 then break end
  local claimed = claim({KEYS[one[2]]}, {ARGV[1], whole(wanted), ARGV[3], ARGV[4]})
  wanted = wanted - #claimed / 6
  answer[#answer + 1] = one[2]
  answer[#answer + 1] = claimed
end
return answer
