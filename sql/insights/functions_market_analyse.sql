-- insights: the job insights.analyse_market keeps competitor_analysis.
--
-- security definer:
--   private.request_market_analysis    members may not enqueue jobs themselves

create function private.analyse_market(workspace uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    at constant timestamptz := now();
    whole constant jsonb := private.market_analysis(workspace, at);
    last_id uuid;
    last_numbers jsonb;
    products integer;
    changed integer;
begin
    with latest as materialized (
        select distinct on (a.product_id) a.id, a.product_id, a.analysis
        from public.competitor_analysis as a
        where a.workspace_id = workspace and a.product_id is not null and a.competitor is null
        order by a.product_id, a.created_at desc
    ),

    computed as materialized (
        select n.*, l.id, (l.analysis - 'seen') is distinct from (n.analysis - 'seen') as is_new
        from private.product_analyses(workspace, at) as n
        left join latest as l on l.product_id = n.product_id
    ),

    added as (
        insert into public.competitor_analysis (
            workspace_id, product_id, analysis, observed_from, observed_until
        )
        select
            workspace,
            c.product_id,
            c.analysis,
            least(c.newest, at - interval '30 days'),
            c.newest
        from computed as c
        where c.is_new
    ),

    confirmed as (
        update public.competitor_analysis as a
        set analysis = c.analysis, observed_until = c.newest
        from computed as c
        where a.id = c.id and not c.is_new
    )

    select count(*), count(*) filter (where c.is_new) into products, changed from computed as c;

    if whole is not null then
        select a.id, a.analysis
        into last_id, last_numbers
        from public.competitor_analysis as a
        where a.workspace_id = workspace and a.product_id is null and a.competitor is null
        order by a.created_at desc
        limit 1;
        if (last_numbers - 'seen') is not distinct from (whole - 'seen') then
            update public.competitor_analysis as a
            set analysis = whole, observed_until = (whole #>> '{seen,newest}')::timestamptz
            where a.id = last_id;
        else
            insert into public.competitor_analysis (
                workspace_id, analysis, observed_from, observed_until
            )
            values (
                workspace,
                whole,
                least((whole #>> '{seen,newest}')::timestamptz, at - interval '30 days'),
                (whole #>> '{seen,newest}')::timestamptz
            );
            changed := changed + 1;
        end if;
    end if;
    return jsonb_build_object(
        'products', products, 'changed', changed, 'forgotten', private.forget_market(workspace)
    );
end
$$;
comment on function private.analyse_market(uuid) is 'Body of analyse_market.';

create function private.forget_market(workspace uuid) returns integer
language plpgsql
set search_path = ''
as $$
declare
    analyses integer;
    rejects integer;
begin
    delete from public.competitor_analysis as a
    where
        a.workspace_id = workspace
        and a.product_id is not null
        and a.created_at < now() - interval '180 days'
        and exists (
            select
            from public.competitor_analysis as later
            where
                later.workspace_id = workspace
                and later.product_id = a.product_id
                and later.created_at > a.created_at
        );
    get diagnostics analyses = row_count;
    delete from public.competitor_price_rejects as r
    where r.workspace_id = workspace and r.last_sent_at < now() - interval '90 days';
    get diagnostics rejects = row_count;
    return analyses + rejects;
end
$$;
comment on function private.forget_market(uuid) is
'Deletes analyses of products that are older than 180 days and not the newest, and rejected prices '
'90 days after they came last. Returns how many.';

create function public.analyse_market(workspace uuid) returns jsonb
language sql
set search_path = ''
as $$
    select private.analyse_market(analyse_market.workspace)
$$;
comment on function public.analyse_market(uuid) is
'For the job insights.analyse_market: computes competitor_analysis of each product and of the '
'workspace. Numbers that are as before add no row. Returns {"products", "changed", "forgotten"}.';

create function public.market_workspaces() returns uuid[]
language sql
stable
set search_path = ''
as $$
    select array(
        select w.id
        from public.workspaces as w
        where
            w.is_active
            and (
                exists (select from public.competitor_prices as c where c.workspace_id = w.id)
                or exists (
                    select
                    from public.revenue_breakdown as b
                    where b.workspace_id = w.id and b.date > current_date - 90
                )
                or exists (
                    select
                    from public.product_metrics as m
                    where m.workspace_id = w.id and m.date > current_date - 90
                )
            )
        order by w.id
    )
$$;
comment on function public.market_workspaces() is
'For the job insights.analyse_market: workspaces with prices of competitors, sales or visitors.';

create function private.request_market_analysis(workspace uuid) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, 'member');
    return jobs.enqueue(
        'insights.analyse_market',
        workspace_id => workspace,
        dedup_key => 'insights.analyse_market ' || workspace
    );
end
$$;
comment on function private.request_market_analysis(uuid) is
'Body of request_market_analysis. Raises PT403, PT404.';

create function public.request_market_analysis(workspace_id uuid) returns uuid
language sql
set search_path = ''
as $$
    select private.request_market_analysis(request_market_analysis.workspace_id)
$$;
comment on function public.request_market_analysis(uuid) is
'Has competitors and trends analysed now; members and up. Returns the id of the job, the same '
'while one waits. Raises PT403, PT404.';
