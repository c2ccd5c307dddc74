-- analytics: how models share an order between its touches.

create function private.apportion(total numeric, weights numeric[])
returns numeric[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    whole numeric := 0;
    weight numeric;
    parts numeric[];
begin
    if cardinality(weights) = 1 then
        return array[total];
    end if;
    foreach weight in array weights loop
        whole := whole + weight;
    end loop;
    select array_agg(
        p.floor + case when p.rank <= total - p.floors then 1 else 0 end order by p.place
    )
    into parts
    from (
        select
            w.place,
            div(total * w.weight, whole) as floor,
            sum(div(total * w.weight, whole)) over () as floors,
            row_number() over (order by mod(total * w.weight, whole) desc, w.place) as rank
        from unnest(weights) with ordinality as w (weight, place)
    ) as p;
    return parts;
end
$$;
comment on function private.apportion(numeric, numeric[]) is
'Whole units shared in proportion to weights, not all of them 0, by largest remainder (Hamilton''s '
'method); of equal remainders the earlier one gets the unit.';

create function private.touch_weights(
    model text,
    channels text[],
    ages numeric[],
    setting public.attribution_settings,
    channel_weights jsonb
)
returns numeric[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    n constant integer := cardinality(channels);
    youngest numeric;
    weights numeric[];
begin
    if n = 1 then
        return array[1::numeric];
    end if;
    if model = 'first_touch' then
        weights := array[1::numeric] || array_fill(0::numeric, array[n - 1]);
    elsif model = 'last_touch' then
        weights := array_fill(0::numeric, array[n - 1]) || 1::numeric;
    elsif model = 'linear' or (model = 'position_based' and n = 2) then
        weights := array_fill(1::numeric, array[n]);
    elsif model = 'position_based' then
        weights := setting.first_weight * (n - 2)
        || array_fill(setting.middle_weight, array[n - 2])
        || setting.last_weight * (n - 2);
    elsif model = 'time_decay' then
        -- Counted from the last touch, so that the oldest paths keep weights, too.
        youngest := (select min(a) from unnest(ages) as a);
        weights := array(
            select round(power(2::numeric, (youngest - a.age) / setting.half_life_days), 12)
            from unnest(ages) with ordinality as a (age, place)
            order by a.place
        );
    else
        -- A channel's weight is that of all its touches together.
        weights := array(
            select round(
                coalesce((channel_weights ->> c.channel)::numeric, 0)
                / count(*) over (partition by c.channel),
                15
            )
            from unnest(channels) with ordinality as c (channel, place)
            order by c.place
        );
        if not 0 < any (weights) then
            weights := array_fill(1::numeric, array[n]);
        end if;
    end if;
    return weights;
end
$$;
comment on function private.touch_weights(
    text, text[], numeric[], public.attribution_settings, jsonb
) is
'What each touch of a path weighs in a model: its channels and ages in days before the order, '
'first to last. channel_weights is for markov and shapley; channels that they do not know share '
'alike where none is known.';

create function private.spread(
    weights numeric[], facts text[], currencies text[], totals numeric[]
)
returns table (fact bigint, touch bigint, units numeric)
language plpgsql
immutable
set search_path = ''
as $$
declare
    remaining numeric[];
    remaining_currency text;
    open_units numeric := 0;
    covered numeric;
    parts numeric[];
begin
    -- A loop, because each refund is shared by what those before it have left.
    for step in 1..cardinality(facts) loop
        if facts[step] = 'sale' then
            parts := private.apportion(totals[step], weights);
            remaining := parts;
            remaining_currency := currencies[step];
            open_units := totals[step];
        else
            covered := case
                when currencies[step] = remaining_currency
                    then least(totals[step], open_units)
                else 0
            end;
            parts := array_fill(0::numeric, array[cardinality(weights)]);
            if covered > 0 then
                parts := private.apportion(covered, remaining);
                open_units := open_units - covered;
                remaining := array(
                    select r.units - p.units
                    from unnest(remaining) with ordinality as r (units, place)
                    join unnest(parts) with ordinality as p (units, place) using (place)
                    order by r.place
                );
            end if;
            -- More than was sold is taken back in the shares of the sale.
            parts := array(
                select -(p.units + m.units)
                from unnest(parts) with ordinality as p (units, place)
                join
                    unnest(private.apportion(totals[step] - covered, weights))
                    with ordinality as m (units, place) using (place)
                order by p.place
            );
        end if;
        return query
        select step::bigint, p.place, p.units
        from unnest(parts) with ordinality as p (units, place);
    end loop;
end
$$;
comment on function private.spread(numeric[], text[], text[], numeric[]) is
'A sale and then its refunds, in whole units, over touches of some weights: one row per fact and '
'touch. A refund is shared by what the touches still hold, so no touch gives back more than it '
'got, and after refunds of the whole each of them holds exactly nothing.';
