-- platform: distinct counts that can be merged, in plain SQL.
--
-- A sketch is the sorted array of the k smallest of the 32-bit hashes (of MD5) of a set (KMV:
-- Bar-Yossef, Jayram, Kumar, Sivakumar, Trevisan 2002). With fewer than k members it is the set
-- itself, and the count is exact. Above, the hashes lie evenly, so that the largest kept one says
-- how many there are: standard error 1 / sqrt(k - 2) (Beyer, Haas, Reinwald, Sismanis, Gemulla
-- 2007), 2.2 % for k = 2,048 and 1.1 % for 8,192. Unions are estimated below a common bound (theta
-- sketches: Dasgupta, Lang, Rhodes, Thaler 2016).

create function private.sketch_size(hashes integer[], k integer) returns bigint
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    kept constant integer := coalesce(cardinality(hashes), 0);
begin
    if kept < k then
        return kept;
    end if;
    return round((k - 1) * 4294967296.0::float8 / (hashes[k]::float8 + 2147483648.0::float8));
end
$$;
comment on function private.sketch_size(integer[], integer) is
'How many distinct members a sketch of k hashes stands for: exact below k, then (k - 1) / U(k).';

create function private.merge_sketches(held integer[], added integer[], k integer)
returns integer[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    bound constant integer := held[k];
begin
    if held is null or added is null then
        return coalesce(held, added[:k]);
    end if;
    -- What a full sketch would not keep need not be sorted in.
    if bound is not null then
        added := added[:width_bucket(bound, added)];
    end if;
    if added <@ held then
        return held;
    end if;
    return array(
        select distinct m.hash from unnest(held || added) as m (hash) order by m.hash limit k
    );
end
$$;
comment on function private.merge_sketches(integer[], integer[], integer) is
'The sketch of the union of two sets, at most k hashes. Both are sorted and without duplicates.';

create function private.union_size(
    sketches private.sketch[], k integer, looked_at integer default 20000
)
returns bigint
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    whole constant float8 := 4294967296;
    total float8;
    bound float8;
    theta integer;
    found bigint;
begin
    select
        sum(cardinality(s.hashes)),
        least(
            min(s.hashes[k]::float8 + whole / 2),
            whole * looked_at / nullif(sum(greatest(s.size, 1)), 0)
        )
    into total, bound
    from unnest(sketches) as s
    where cardinality(s.hashes) > 0;
    if total is null then
        return 0;
    end if;
    if bound is null or bound >= whole or (
        total <= looked_at and not exists (
            select from unnest(sketches) as s where cardinality(s.hashes) >= k
        )
    ) then
        select count(distinct h.hash) into found
        from unnest(sketches) as s
        cross join unnest(s.hashes) as h (hash);
        return found;
    end if;
    theta := greatest(floor(bound - whole / 2), -2147483647)::integer;
    select count(distinct h.hash) into found
    from unnest(sketches) as s
    cross join unnest(s.hashes[:width_bucket(theta - 1, s.hashes)]) as h (hash)
    where cardinality(s.hashes) > 0;
    return round(found * whole / (theta::float8 + whole / 2));
end
$$;
comment on function private.union_size(private.sketch[], integer, integer) is
'How many distinct members sets have together whose sketches hold at most k hashes each: exact '
'while none is full and they are few, else the hashes below a common bound, scaled. About '
'looked_at hashes are read: 20,000 for an error of about 1 %, fewer where many unions are asked '
'for at once.';

create function private.hashes_of(hashes integer[]) returns integer[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return array(select distinct h from unnest(hashes) as h where h is not null order by h);
end
$$;
comment on function private.hashes_of(integer[]) is 'Hashes sorted and without duplicates.';
