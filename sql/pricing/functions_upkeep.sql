-- pricing: recommendations that wait: they expire, or their hour comes.
--
-- security definer: recommendations are written by nobody directly.

create function private.keep_waiting_prices(most integer default 2000) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    expired integer;
    workspace uuid;
    waiting uuid[];
    done jsonb;
    applied integer := 0;
    refused integer := 0;
begin
    with overdue as (
        select r.id
        from public.price_recommendations as r
        where r.status in ('pending', 'approved') and r.expires_at <= now()
        order by r.expires_at
        limit most
        -- Somebody is deciding on it: the next round sees what came of that.
        for no key update skip locked
    )

    update public.price_recommendations as r
    set status = 'expired', status_note = 'Nobody decided in time.'
    from overdue as o
    where r.id = o.id;
    get diagnostics expired = row_count;

    -- A workspace at a time, as bounds are asked for one.
    for workspace, waiting in
        select w.workspace_id, array_agg(w.id)
        from (
            select r.workspace_id, r.id
            from public.price_recommendations as r
            where r.status = 'approved' and not r.is_holdout
            order by r.workspace_id, r.product_id
            limit most
        ) as w
        group by w.workspace_id
        order by w.workspace_id
    loop
        done := private.apply_recommendations(workspace, waiting, waits => true);
        applied := applied + (done ->> 'applied')::integer;
        refused := refused + (done ->> 'refused')::integer;
    end loop;
    return jsonb_build_object('expired', expired, 'applied', applied, 'refused', refused);
end
$$;
comment on function private.keep_waiting_prices(integer) is 'Body of keep_waiting_prices.';

create function public.keep_waiting_prices(most integer default 2000) returns jsonb
language sql
set search_path = ''
as $$
    select private.keep_waiting_prices(most)
$$;
comment on function public.keep_waiting_prices(integer) is
'For the job pricing.upkeep: expires what nobody decided in time, and applies what was approved '
'once its hour has come. Returns how many: {"expired", "applied", "refused"}. Service key only.';
