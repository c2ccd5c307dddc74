-- insights: the job insights.analyse_market keeps competitor_analysis.
--
-- security definer:
--   private.request_market_analysis    members may not enqueue jobs themselves

create function private.analyse_products(workspace uuid, after uuid, most integer) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    at constant timestamptz := now();
    last_product uuid;
    products integer;
    changed integer;
begin
    select max(n.product_id::text)::uuid into last_product
    from (
        select distinct c.product_id
        from public.competitor_prices as c
        where c.workspace_id = workspace and c.product_id > after
        order by c.product_id
        limit most
    ) as n;
    if last_product is null then
        return jsonb_build_object('products', 0, 'changed', 0, 'after', null);
    end if;
    with computed as materialized (
        select
            n.*,
            l.id,
            (l.analysis - 'seen') is distinct from (n.analysis - 'seen') as is_new,
            l.analysis is distinct from n.analysis as is_seen_again
        from private.product_analyses(workspace, at, after, last_product) as n
        left join lateral (
            select a.id, a.analysis
            from public.competitor_analysis as a
            where
                a.workspace_id = workspace
                and a.product_id = n.product_id
                and a.competitor is null
            order by a.created_at desc
            limit 1
        ) as l on true
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
        where a.id = c.id and c.is_seen_again and not c.is_new
    )

    select count(*), count(*) filter (where c.is_new) into products, changed from computed as c;
    return jsonb_build_object(
        'products', products, 'changed', changed, 'after', last_product
    );
end
$$;
comment on function private.analyse_products(uuid, uuid, integer) is 'Body of analyse_products.';

create function public.analyse_products(workspace uuid, after uuid default null) returns jsonb
language sql
set search_path = ''
as $$
    select private.analyse_products(
        analyse_products.workspace,
        coalesce(analyse_products.after, '00000000-0000-0000-0000-000000000000'),
        5000
    )
$$;
comment on function public.analyse_products(uuid, uuid) is
'For the job insights.analyse_market: computes competitor_analysis of the next 5,000 products that '
'competitors were seen with, by id. Numbers that are as before add no row. Returns {"products", '
'"changed", "after"}: where to go on, null at the end.';

create function private.analyse_market(workspace uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    whole constant jsonb := private.market_analysis(workspace, now());
    newest constant timestamptz := (whole #>> '{seen,newest}')::timestamptz;
    last_id uuid;
    last_numbers jsonb;
    is_new boolean := false;
begin
    if whole is not null then
        select a.id, a.analysis
        into last_id, last_numbers
        from public.competitor_analysis as a
        where a.workspace_id = workspace and a.product_id is null and a.competitor is null
        order by a.created_at desc
        limit 1;
        is_new := (last_numbers - 'seen') is distinct from (whole - 'seen');
        if is_new then
            insert into public.competitor_analysis (
                workspace_id, analysis, observed_from, observed_until
            )
            values (workspace, whole, least(newest, now() - interval '30 days'), newest);
        else
            update public.competitor_analysis as a
            set analysis = whole, observed_until = newest
            where a.id = last_id;
        end if;
    end if;
    return jsonb_build_object('is_new', is_new, 'forgotten', private.forget_market(workspace));
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
'For the job insights.analyse_market: computes competitor_analysis of the workspace as a whole, '
'and forgets what is old. Numbers that are as before add no row. Returns {"is_new", "forgotten"}.';

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
