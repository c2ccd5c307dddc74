-- Create integrations.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/integrations/tables.sql

-- integrations: site builders, e-mail providers, what was learnt from them, and the secrets of
-- every connection. Stores are in catalog, ad accounts in ads: products and ads refer to them.

-- site_integrations ---------------------------------------------------------------------

create table public.site_integrations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid default auth.uid() references public.profiles (id) on delete set null,
    platform_type text not null,
    account_name text,
    account_email text,
    platform_metadata jsonb not null default '{}',
    connection_status text not null default 'pending',
    sync_status text not null default 'idle',
    sync_error_message text,
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint site_integrations_tenant_key unique (workspace_id, id),
    constraint site_integrations_once_per_person unique (workspace_id, user_id, platform_type),
    constraint site_integrations_platform_type_known check (
        platform_type in ('gohighlevel', 'simvoly', 'wordpress', 'custom')
    ),
    constraint site_integrations_account_name_length check (char_length(account_name) <= 255),
    constraint site_integrations_account_email_form check (
        account_email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and char_length(account_email) <= 255
    ),
    constraint site_integrations_platform_metadata_is_object check (
        jsonb_typeof(platform_metadata) = 'object'
    ),
    constraint site_integrations_connection_status_known check (
        connection_status in ('connected', 'disconnected', 'error', 'pending')
    ),
    constraint site_integrations_sync_status_known check (
        sync_status in ('idle', 'syncing', 'error', 'completed')
    )
);

create index site_integrations_recent on public.site_integrations (workspace_id, created_at desc);
create index site_integrations_user_id_idx on public.site_integrations (user_id);

comment on table public.site_integrations is
'Accounts at site builders (GoHighLevel, Simvoly, WordPress) whose campaigns are analysed and '
'published to. One per person and platform.';
comment on column public.site_integrations.user_id is 'Whose account it is.';
comment on column public.site_integrations.platform_metadata is
'What the platform tells of the account; never a token.';
comment on column public.site_integrations.last_sync_at is 'Last sync that succeeded.';

-- platform_analyses ---------------------------------------------------------------------

create table public.platform_analyses (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    integration_id uuid not null,
    generation_id uuid,
    analysis_type text not null,
    summary jsonb not null default '{}',
    campaigns_analyzed jsonb not null default '[]',
    recommendations jsonb not null default '[]',
    migration_assessment jsonb,
    ai_model_used text references public.ai_models (id),
    ai_cost numeric(12, 6),
    currency text not null default 'USD' references public.currencies (code),
    processing_time_seconds integer,
    created_at timestamptz not null default now(),
    constraint platform_analyses_tenant_key unique (workspace_id, id),
    constraint platform_analyses_type_known check (
        analysis_type in ('full_audit', 'campaign_analysis', 'migration_assessment')
    ),
    constraint platform_analyses_campaigns_is_array check (
        jsonb_typeof(campaigns_analyzed) = 'array'
    ),
    constraint platform_analyses_recommendations_is_array check (
        jsonb_typeof(recommendations) = 'array'
    ),
    constraint platform_analyses_ai_cost_not_negative check (ai_cost >= 0),
    constraint platform_analyses_processing_time_not_negative check (processing_time_seconds >= 0),
    constraint platform_analyses_integration foreign key (workspace_id, integration_id)
    references public.site_integrations (workspace_id, id) on delete cascade,
    constraint platform_analyses_generation foreign key (workspace_id, generation_id)
    references public.ai_generations (workspace_id, id) on delete set null (generation_id)
);

create index platform_analyses_recent on public.platform_analyses (workspace_id, created_at desc);
create index platform_analyses_integration_idx
on public.platform_analyses (workspace_id, integration_id, created_at desc);
create index platform_analyses_generation_idx
on public.platform_analyses (workspace_id, generation_id);
create index platform_analyses_model_idx on public.platform_analyses (ai_model_used);
create index platform_analyses_currency_idx on public.platform_analyses (currency);

comment on table public.platform_analyses is
'What an AI made of the campaigns found at a site builder. Written by workers.';
comment on column public.platform_analyses.campaigns_analyzed is 'Array of the campaigns read.';
comment on column public.platform_analyses.recommendations is 'Array of suggestions, best first.';
comment on column public.platform_analyses.migration_assessment is
'How hard moving them here would be, and the plan; null where nobody asked.';
comment on column public.platform_analyses.ai_cost is
'What the analysis cost, to the millionth: model calls cost fractions of a cent.';

-- esp_integrations ----------------------------------------------------------------------

create table public.esp_integrations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    provider text not null,
    settings jsonb not null default '{}',
    sync_status text not null default 'idle',
    error_log jsonb not null default '[]',
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint esp_integrations_tenant_key unique (workspace_id, id),
    constraint esp_integrations_once_per_business unique (workspace_id, business_id, provider),
    constraint esp_integrations_provider_form check (provider ~ '^[a-z][a-z0-9_]{1,49}$'),
    constraint esp_integrations_settings_is_object check (jsonb_typeof(settings) = 'object'),
    constraint esp_integrations_error_log_is_array check (jsonb_typeof(error_log) = 'array'),
    constraint esp_integrations_sync_status_known check (
        sync_status in ('idle', 'syncing', 'error', 'completed')
    ),
    constraint esp_integrations_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade
);

create index esp_integrations_recent on public.esp_integrations (workspace_id, created_at desc);

comment on table public.esp_integrations is
'A business''s accounts at e-mail service providers that sequences are sent through.';
comment on column public.esp_integrations.provider is
'Name in lower case: mailchimp, convertkit. Which ones work depends on the workers.';
comment on column public.esp_integrations.settings is
'Lists, tags and the like, as the provider wants them; never a token.';
comment on column public.esp_integrations.error_log is 'What went wrong lately, newest first.';
comment on column public.esp_integrations.last_sync_at is 'Last sync that succeeded.';

-- integration_credentials ---------------------------------------------------------------

create table private.integration_credentials (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    store_connection_id uuid,
    site_integration_id uuid,
    esp_integration_id uuid,
    ad_account_id uuid,
    kind text not null,
    key_id text not null,
    ciphertext bytea not null,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint integration_credentials_tenant_key unique (workspace_id, id),
    constraint integration_credentials_once unique nulls not distinct (
        workspace_id, store_connection_id, site_integration_id, esp_integration_id, ad_account_id,
        kind
    ),
    constraint integration_credentials_one_owner check (
        num_nonnulls(store_connection_id, site_integration_id, esp_integration_id, ad_account_id)
        = 1
    ),
    constraint integration_credentials_kind_known check (
        kind in (
            'access_token', 'refresh_token', 'webhook_secret', 'api_key', 'api_secret', 'password'
        )
    ),
    constraint integration_credentials_key_id_form check (key_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    -- A nonce of 12 bytes, at least one byte, a tag of 16 bytes.
    constraint integration_credentials_ciphertext_length check (
        octet_length(ciphertext) between 29 and 65536
    ),
    constraint integration_credentials_store foreign key (workspace_id, store_connection_id)
    references public.store_connections (workspace_id, id) on delete cascade,
    constraint integration_credentials_site foreign key (workspace_id, site_integration_id)
    references public.site_integrations (workspace_id, id) on delete cascade,
    constraint integration_credentials_esp foreign key (workspace_id, esp_integration_id)
    references public.esp_integrations (workspace_id, id) on delete cascade,
    constraint integration_credentials_ad_account foreign key (workspace_id, ad_account_id)
    references public.ad_accounts (workspace_id, id) on delete cascade
);

create index integration_credentials_site_idx
on private.integration_credentials (workspace_id, site_integration_id);
create index integration_credentials_esp_idx
on private.integration_credentials (workspace_id, esp_integration_id);
create index integration_credentials_ad_account_idx
on private.integration_credentials (workspace_id, ad_account_id);
-- A rotation walks the rows of old keys; a refresh those that expire soon.
create index integration_credentials_key_id_idx on private.integration_credentials (key_id, id);
create index integration_credentials_expires_idx
on private.integration_credentials (expires_at) where expires_at is not null;

comment on table private.integration_credentials is
'The tokens and keys of every connection, encrypted by the application (AES-256-GCM): the '
'database never sees them, nor a key that opens them. In a schema that no API serves.';
comment on column private.integration_credentials.store_connection_id is
'Exactly one of the four owners is set.';
comment on column private.integration_credentials.key_id is
'Which key of FLYWHEEL_SECRET_KEYS opens it.';
comment on column private.integration_credentials.ciphertext is
'Secret. Nonce (12 bytes), ciphertext and tag; bound to workspace, owner and kind, so that it '
'opens nowhere else.';
comment on column private.integration_credentials.expires_at is
'When the provider stops accepting it; null where it does not say.';

-- realtime ------------------------------------------------------------------------------

alter publication supabase_realtime add table public.esp_integrations;


-- sql/integrations/tables_analyst.sql

-- integrations: who may read the reporting views with plain SQL.

-- A role belongs to the whole cluster, which may know it already.
do $role$
begin
    if not exists (select from pg_catalog.pg_roles as r where r.rolname = 'analyst') then
        create role analyst nologin;
    end if;
end
$role$;
comment on role analyst is
'Reads schema reporting, nothing else. People get a role of their own in it: private.add_analyst.';
alter role analyst set statement_timeout = '60s';
alter role analyst set default_transaction_read_only = on;
-- So that `set role analyst` works in the SQL editor, which signs in as postgres.
grant analyst to postgres;

create schema reporting;
comment on schema reporting is
'Views for analysts who write SQL: rows of the workspaces that private.analyst_grants names, '
'without secrets and without addresses of people. Never exposed through PostgREST.';

create table private.analyst_grants (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    analyst name not null,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    constraint analyst_grants_tenant_key unique (workspace_id, id),
    constraint analyst_grants_once unique (analyst, workspace_id)
);
comment on table private.analyst_grants is
'Which workspaces a database role of an analyst may read in schema reporting.';
comment on column private.analyst_grants.analyst is
'The role the analyst signs in to the database with; made by private.add_analyst.';
comment on column private.analyst_grants.expires_at is 'When the grant ends; null for no end.';


-- sql/integrations/functions_analyst.sql

-- integrations: letting analysts in and out. For operators, as the owner of the schema.

create function private.add_analyst(
    analyst text, workspaces uuid[], valid_until timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    missing uuid;
begin
    if analyst !~ '^[a-z][a-z0-9_]{1,62}$' then
        raise exception using
            errcode = 'invalid_name',
            message = format('%L cannot be the name of an analyst.', analyst),
            hint = 'Use 2 to 63 lower-case letters, digits and underscores.';
    end if;
    select wanted into missing
    from unnest(workspaces) as wanted
    where not exists (select from public.workspaces as w where w.id = wanted);
    if missing is not null then
        raise exception using
            errcode = 'PT404',
            message = format('There is no workspace %s.', missing),
            hint = 'Use ids of public.workspaces.';
    end if;
    if to_regrole(quote_ident(analyst)) is null then
        -- Without a password nobody can sign in: the operator sets one with \password.
        execute format('create role %I login in role analyst', analyst);
        -- So that the SQL editor, which signs in as the owner, can look with their eyes.
        execute format('grant %I to %I', analyst, current_user);
    elsif not exists (
        select
        from pg_catalog.pg_auth_members as m
        where m.member = to_regrole(quote_ident(analyst)) and m.roleid = to_regrole('analyst')
    ) then
        raise exception using
            errcode = 'duplicate_object',
            message = format('The role %s exists and is no analyst.', analyst),
            hint = 'Choose another name: an analyst can read the reporting views and nothing else.';
    end if;
    -- Settings are not inherited from a group role; each analyst gets them.
    execute format('alter role %I set statement_timeout = %L', analyst, '60s');
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', analyst, '60s');
    execute format('alter role %I set default_transaction_read_only = on', analyst);
    execute format('alter role %I set search_path = reporting', analyst);
    insert into private.analyst_grants (analyst, workspace_id, expires_at)
    select add_analyst.analyst, wanted, valid_until from unnest(workspaces) as wanted
    on conflict on constraint analyst_grants_once do update set expires_at = excluded.expires_at;
end
$$;
comment on function private.add_analyst(text, uuid[], timestamptz) is
'Lets an analyst read some workspaces: makes the database role where it is missing, read-only and '
'with a statement timeout, and grants the workspaces to it. Set a password with \password. '
'Raises PT404, 42602 for a bad name, 42710 for a role that is no analyst.';

create function private.remove_analyst(analyst text, workspaces uuid[] default null)
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from private.analyst_grants as g
        where g.analyst = remove_analyst.analyst
            and (workspaces is null or g.workspace_id = any (workspaces))
        returning g.id
    )

    select count(*)::integer from gone
$$;
comment on function private.remove_analyst(text, uuid[]) is
'Takes some or all workspaces from an analyst, at once. The role stays: drop it with drop role. '
'Returns how many it took.';


-- sql/integrations/functions_search.sql

-- integrations: one search over everything. It stands in the last domain because it reads
-- tables of many.
--
-- Finding and showing are two steps. Row level security is a barrier that no full-text
-- operator may be pushed through (they are not leakproof), so that a policy would turn each
-- search into a scan of the workspace: 1M rows. Finding therefore runs as the owner of the
-- tables and hands out ids of the caller's workspaces; showing reads these ids with the
-- caller's rights, under the policies.
--
-- security definer, and why:
--   private.find_in_workspaces   the step above; it asks for the caller's workspaces itself
--   private.find_rows            its body: called by it alone
--   private.complete_query, private.correct_query   read private.search_words, which is closed

create function private.search_kinds()
returns table (kind text, family text, relation regclass)
language sql
stable
set search_path = ''
as $$
    values
    ('product', 'product', 'public.products'::regclass),
    ('campaign', 'campaign', 'public.campaigns'::regclass),
    ('campaign_component', 'component', 'public.campaign_components'::regclass),
    ('library_component', 'component', 'public.component_library'::regclass),
    ('ad', 'ad', 'public.ads'::regclass),
    ('content_bundle', 'content', 'public.content_bundles'::regclass),
    ('blog_post', 'content', 'public.blog_posts'::regclass),
    ('social_post', 'content', 'public.social_posts'::regclass),
    ('content_upgrade', 'content', 'public.content_upgrades'::regclass),
    ('email_sequence', 'content', 'public.email_sequences'::regclass),
    ('email', 'content', 'public.emails'::regclass),
    ('other_content', 'content', 'public.contents'::regclass),
    ('content_asset', 'content', 'public.content_assets'::regclass),
    ('content_template', 'content', 'public.content_templates'::regclass)
$$;
comment on function private.search_kinds() is
'What search_workspace looks through. A search names kinds or whole families.';

create function private.chosen_kinds(kinds text[]) returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
    unknown text;
begin
    select name into unknown
    from unnest(kinds) as name
    where name not in (
        select k.kind from private.search_kinds() as k
        union all
        select k.family from private.search_kinds() as k
    );
    if unknown is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a kind that can be searched', unknown),
            hint = format('Use some of: %s.', (
                select string_agg(distinct name, ', ')
                from private.search_kinds() as k
                cross join unnest(array[k.kind, k.family]) as name
            ));
    end if;
    return array(
        select k.kind
        from private.search_kinds() as k
        where coalesce(cardinality(kinds), 0) = 0
            or k.kind = any (kinds)
            or k.family = any (kinds)
    );
end
$$;
comment on function private.chosen_kinds(text[]) is
'The kinds that a search names by kind or family; all if it names none. Raises PT422.';

create function private.search_page_size(wanted integer) returns integer
language plpgsql
immutable
set search_path = ''
as $$
begin
    if wanted is null or wanted not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = format('a page of %s results is not possible', coalesce(wanted::text, 'null')),
            hint = 'Ask for 1 to 100 at a time, and go on with next_cursor.';
    end if;
    return wanted;
end
$$;
comment on function private.search_page_size(integer) is
'The number of results asked for. Raises PT422 unless it is from 1 to 100.';

create function private.read_search_cursor(cursor text)
returns table (rank real, at timestamptz, kind text, id uuid)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select
        case when parts[1] ~ '^-?[0-9.]+(e-?[0-9]+)?$' then parts[1]::real end,
        case when parts[1] !~ '^-?[0-9.]+(e-?[0-9]+)?$' then parts[1]::timestamptz end,
        parts[2],
        parts[3]::uuid
    from string_to_array(cursor, '/') as parts
    where cardinality(parts) = 3;
    if not found and cursor is not null then
        raise invalid_parameter_value;
    end if;
exception
    when invalid_parameter_value or data_exception then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a cursor of a search', left(cursor, 100)),
            hint = 'Pass next_cursor of the last result as it is, or null for the first page.';
end
$$;
comment on function private.read_search_cursor(text) is
'Where a page of results ended: rank, or time of a list, and kind and id. No row for null. '
'Raises PT422.';

create function private.correct_query(words text, workspaces uuid[]) returns tsquery
language plpgsql
stable
security definer
set search_path = ''
set client_min_messages = error
as $$
declare
    normal constant text := private.search_normalise(btrim(words));
    -- A setting of the function needs pg_trgm loaded beforehand; show_limit loads it.
    threshold constant text := extensions.show_limit()::text;
    token text;
    meant tsquery;
    corrected tsquery := ''::tsquery;
begin
    -- Who writes operators means each word as it stands.
    if normal ~ '"|(^|\s)or(\s|$)' then
        return ''::tsquery;
    end if;
    perform set_config('pg_trgm.similarity_threshold', '0.25', true);
    for token in
        select t
        from regexp_split_to_table(normal, '[^[:alnum:]-]+') as t
        where t <> ''
        limit 8
    loop
        if token like '-%' then
            corrected := corrected && !!plainto_tsquery('private.search', token);
            continue;
        end if;
        if numnode(to_tsquery('private.search', quote_literal(token))) = 0 then
            continue;
        end if;
        -- As it is written, stemmed and unstemmed.
        meant := to_tsquery('private.search', quote_literal(token)) || quote_literal(token)::tsquery;
        if length(token) >= 3 then
            -- A custom plan each time: how many words a workspace has decides about the index.
            execute
                'select coalesce(string_agg(quote_literal(s.word), '' | ''), '''') '
                'from ('
                '    select w.word'
                '    from private.search_words as w'
                '    where w.workspace_id = any ($1) and w.word operator(extensions.%) $2'
                '    group by w.word'
                '    order by extensions.similarity(w.word, $2) desc, w.word'
                '    limit 4'
                ') as s'
            into token
            using workspaces, token;
            meant := meant || token::tsquery;
        end if;
        corrected := corrected && meant;
    end loop;
    perform set_config('pg_trgm.similarity_threshold', threshold, true);
    return corrected;
end
$$;
comment on function private.correct_query(text, uuid[]) is
'The query that someone may have meant: each word, or one of the four words of these workspaces '
'that are most like it. Empty for a query with phrases or alternatives.';

create function private.complete_query(written tsquery, workspaces uuid[]) returns tsquery
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    prefix constant text := substring(written::text from '''([^'']+)'':\*');
    completions text;
begin
    if prefix is null then
        return written;
    end if;
    -- Among other words, GIN collects every row of a prefix before it looks at the others
    -- (45 ms for 150,000 rows); rows of whole words are skipped (6 ms).
    execute
        'select string_agg(quote_literal(s.word), '' | '') '
        'from ('
        '    select w.word'
        '    from private.search_words as w'
        '    where w.workspace_id = any ($1) and w.word like $2'
        '    group by w.word'
        '    order by length(w.word), w.word'
        '    limit 200'
        ') as s'
    into completions
    using workspaces, prefix || '%';
    return regexp_replace(
        written::text, '''[^'']+'':\*', coalesce('( ' || completions || ' )', quote_literal(prefix))
    )::tsquery;
end
$$;
comment on function private.complete_query(tsquery, uuid[]) is
'The query with its prefix replaced by the words of these workspaces that begin so, at most the '
'200 shortest.';

create function private.find_rows(
    words text, kinds text[], workspaces uuid[], most integer, cursor text
)
returns table (kind text, id uuid, rank real, matched tsquery)
language plpgsql
stable
security definer
rows 20
set search_path = ''
set client_min_messages = error
set work_mem = '32MB'
set jit = off
set max_parallel_workers_per_gather = 0
-- Common words are then read newest first, all others from the GIN index: comparing a document
-- costs more than the planner thinks, a page that is in memory less.
set enable_seqscan = off
set cpu_operator_cost = 0.02
set random_page_cost = 1.1
as $$
declare
    exact constant tsquery := private.search_query(words);
    -- What is ranked: at most 400 rows a kind. Fetching and ranking costs 10 µs a row, wherever
    -- it lies, and a word that is in 10,000 products says little about any of them.
    hits constant text := (
        select string_agg(
            format(
                'select %L as kind, c.id, ts_rank(c.search_vector, %%1$L::tsquery, 1) as rank '
                'from ('
                '    select t.id, t.search_vector from %s as t '
                '    where t.workspace_id = any (%L::uuid[]) '
                '        and t.search_vector @@ %%2$L::tsquery %%3$s '
                '    limit 400'
                ') as c',
                k.kind, k.relation, workspaces
            ),
            ' union all '
        )
        from private.search_kinds() as k
        where k.kind = any (kinds)
    );
    -- What is left behind the cursor, the best first.
    page constant text :=
        'select h.kind, h.id, h.rank, %1$L::tsquery '
        'from (select f.kind, f.id, (f.rank + %4$s)::real as rank from (%2$s) as f) as h '
        'where not exists (select from private.read_search_cursor(%3$L)) '
        '    or (-h.rank, h.kind, h.id) > ('
        '        select -c.rank, c.kind, c.id from private.read_search_cursor(%3$L) as c'
        '    ) '
        'order by h.rank desc, h.kind, h.id limit %5$s';
    completed tsquery;
    corrected tsquery;
    found_rows integer := 0;
    enough boolean := false;
begin
    -- A cursor that is none is an error, whether there are hits or not.
    perform private.read_search_cursor(cursor);
    -- A query of exclusions alone would find nearly everything: it finds nothing.
    if querytree(exact) not in ('', 'T') then
        completed := private.complete_query(exact, workspaces);
        return query execute format(
            page, exact, format(hits, exact, completed, ''), cursor, 0, most
        );
        get diagnostics found_rows = row_count;
        if found_rows < most then
            execute format(
                'select count(*) >= 5 from (%s limit 5) as h', format(hits, exact, completed, '')
            )
            into enough;
        end if;
    end if;
    if found_rows = most or enough then
        return;
    end if;
    corrected := private.correct_query(words, workspaces);
    if querytree(corrected) not in ('', 'T') then
        -- Ranks below 0, behind whatever was found as it was written.
        return query execute format(
            page,
            corrected,
            format(
                hits,
                corrected,
                corrected,
                format('and not t.search_vector @@ %L::tsquery', coalesce(completed, ''))
            ),
            cursor,
            -1,
            most - found_rows
        );
    end if;
end
$$;
comment on function private.find_rows(text, text[], uuid[], integer, text) is
'Ids of what matches in these workspaces, the best first, after the cursor. Where fewer than five '
'rows match as written, misspelt words are corrected; those hits follow with ranks below 0.';

create function private.search_workspaces(workspace uuid) returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    if workspace is not null then
        perform private.require_role(workspace, 'viewer');
        return array[workspace];
    elsif private.is_service() then
        raise exception using
            errcode = 'PT422',
            message = 'the service key belongs to no workspace',
            hint = 'Name the workspace to search.';
    end if;
    return array(select private.workspace_ids('viewer'));
end
$$;
comment on function private.search_workspaces(uuid) is
'The workspaces to search: the one named, or all of the caller. Raises PT404 for one that the '
'caller cannot see, PT422 if the service key names none.';

create function private.find_in_workspaces(
    words text, kinds text[], most integer, cursor text, workspace uuid
)
returns table (kind text, id uuid, rank real, matched tsquery)
language sql
stable
security definer
rows 20
set search_path = ''
as $$
    select f.kind, f.id, f.rank, f.matched
    from private.find_rows(
        words,
        private.chosen_kinds(kinds),
        private.search_workspaces(workspace),
        private.search_page_size(most),
        cursor
    ) as f
$$;
comment on function private.find_in_workspaces(text, text[], integer, text, uuid) is
'find_rows for the workspaces of the caller.';


-- sql/integrations/functions_search_display.sql

-- integrations: what a search shows of a text.

create function private.search_marks(words text, query tsquery) returns tsquery
language sql
immutable
set search_path = ''
as $$
    -- The words of a text as they are written there that answer to the query. Each normalises
    -- to one word, so that its place in the list is its position in a tsvector of the list.
    with tokens as (
        select t.token, t.normal, row_number() over () as place
        from (
            select distinct on (token) token, private.search_normalise(token) as normal
            from regexp_split_to_table(
                lower(words), '[^[:alnum:]\u0640\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed]+'
            ) as token
        ) as t
        where t.normal ~ '^[[:alnum:]]+$'
    ),

    parsed as (
        select
            to_tsvector('private.search', string_agg(t.normal, ' ' order by t.place))
            as stemmed,
            to_tsvector('pg_catalog.simple', string_agg(t.normal, ' ' order by t.place))
            as plain
        from tokens as t
    ),

    -- Lexemes of the query without those it excludes; 'run':* stands for all that begin so.
    wanted as (
        select
            replace(m[1], '''''', '''') as lexeme,
            coalesce(m[2], '') like '%*%' as is_prefix
        from regexp_matches(querytree(query), '''((?:[^'']|'''')+)''(:[*A-D]+)?', 'g') as m
    ),

    places as (
        select unnest(l.positions) as place
        from parsed as p
        cross join lateral (
            select u.lexeme, u.positions from unnest(p.stemmed) as u
            union all
            select u.lexeme, u.positions from unnest(p.plain) as u
        ) as l
        where exists (
            select
            from wanted as w
            where l.lexeme = w.lexeme or (w.is_prefix and starts_with(l.lexeme, w.lexeme))
        )
    )

    select string_agg(quote_literal(t.token), ' | ')::tsquery
    from tokens as t
    where t.place in (select p.place from places as p)
$$;
comment on function private.search_marks(text, tsquery) is
'The words of a text that a query means, as they are written there, as a query of the '
'configuration simple: what to highlight in a text that is not normalised. Null if there are none.';

create function private.search_snippet(title text, body text, query tsquery) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    options constant text :=
        'StartSel=<mark>, StopSel=</mark>, MaxWords=30, MinWords=12, ShortWord=0, '
        'MaxFragments=2, FragmentDelimiter=" … "';
    words text;
    snippet text;
begin
    foreach words in array array[body, title] loop
        continue when words is null or words !~ '\S';
        -- Safe to put into a page: <mark> is the only markup.
        words := left(words, 5000);
        words := replace(replace(replace(words, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
        -- Plain ASCII is what normalisation leaves alone, so that the query fits as it is: ten
        -- times as fast. The marks find prefixes beyond a stem, too, and Arabic in any spelling.
        if octet_length(words) = char_length(words) then
            snippet := ts_headline('private.search', words, query, options);
        end if;
        if snippet is null or (snippet not like '%<mark>%' and query::text like '%:*%') then
            snippet := ts_headline(
                'pg_catalog.simple', words, private.search_marks(words, query), options
            );
        end if;
        exit when snippet like '%<mark>%';
        snippet := null;
    end loop;
    if snippet is null then
        -- Found by its keywords: the beginning says what it is.
        words := left(coalesce(nullif(btrim(body), ''), title), 200);
        snippet := replace(replace(replace(words, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
    end if;
    return snippet;
end
$$;
comment on function private.search_snippet(text, text, tsquery) is
'The part of a body, or else the title, that answers a query, as HTML in which <mark> is the only '
'markup.';


-- sql/integrations/functions_search_marketplace.sql

-- integrations: the marketplace, open to everybody who is signed in.
--
-- security definer, and why:
--   private.search_marketplace   lists items of other workspaces without their code, which the
--                                policy of component_library keeps to them if it has a price

create function private.find_components(
    words text, of_category text, of_type text, most integer, cursor text
)
returns table (id uuid, rank real, next_cursor text)
language plpgsql
stable
rows 20
set search_path = ''
set jit = off
as $$
declare
    exact constant tsquery := private.search_query(coalesce(words, ''));
    normal constant text := private.search_normalise(btrim(coalesce(words, '')));
    place record;
begin
    select c.rank, c.at, c.id into place from private.read_search_cursor(cursor) as c;
    if normal = '' then
        return query
        select c.id, null::real, concat_ws('/', c.created_at, 'library_component', c.id)
        from public.component_library as c
        where (c.is_public or c.is_marketplace_item)
            and (of_category is null or c.category = of_category)
            and (of_type is null or c.component_type = of_type)
            and (place.at is null or (c.created_at, c.id) < (place.at, place.id))
        order by c.created_at desc, c.id desc
        limit most;
        return;
    end if;
    -- A setting of the function needs pg_trgm loaded beforehand; show_limit loads it.
    perform extensions.show_limit();
    perform set_config('pg_trgm.word_similarity_threshold', '0.4', true);
    return query
    with shared as not materialized (
        select c.*
        from public.component_library as c
        where (c.is_public or c.is_marketplace_item)
            and (of_category is null or c.category = of_category)
            and (of_type is null or c.component_type = of_type)
    ),

    written as materialized (
        select s.id, ts_rank(s.search_vector, exact, 1) as rank
        from shared as s
        where querytree(exact) not in ('', 'T') and s.search_vector @@ exact
        limit 2000
    ),

    -- Where little is written so, what is named alike; with ranks below 0.
    meant as (
        select
            s.id,
            (
                extensions.word_similarity(normal, private.search_normalise(s.name)) - 1.001
            )::real as rank
        from shared as s
        where normal operator(extensions.<%) private.search_normalise(s.name)
            and not coalesce(s.search_vector @@ exact, false)
            and (select count(*) < 5 from written as w)
        limit 2000
    )

    select f.id, f.rank, concat_ws('/', f.rank, 'library_component', f.id)
    from (
        select w.id, w.rank from written as w
        union all
        select m.id, m.rank from meant as m
    ) as f
    where place.rank is null or (-f.rank, f.id) > (-place.rank, place.id)
    order by f.rank desc, f.id
    limit most;
    perform set_config('pg_trgm.word_similarity_threshold', '0.6', true);
end
$$;
comment on function private.find_components(text, text, text, integer, text) is
'Ids of shared components that match, the best first, or the newest first without words; after '
'the cursor.';

create function private.search_marketplace(
    words text, of_category text, of_type text, most integer, cursor text
)
returns table (
    id uuid,
    name text,
    description text,
    category text,
    tags text[],
    component_type text,
    preview_image_url text,
    price numeric,
    currency text,
    is_marketplace_item boolean,
    likes bigint,
    downloads bigint,
    snippet text,
    rank real,
    created_at timestamptz,
    next_cursor text
)
language sql
stable
security definer
rows 20
set search_path = ''
as $$
    select
        c.id,
        c.name,
        c.description,
        c.category,
        c.tags,
        c.component_type,
        c.preview_image_url,
        c.price,
        c.currency,
        c.is_marketplace_item,
        private.tallied(c.id, 'likes'),
        private.tallied(c.id, 'downloads'),
        private.search_snippet(
            c.name, c.description, private.search_query(coalesce(words, ''))
        ),
        f.rank,
        c.created_at,
        f.next_cursor
    from private.find_components(
        words, of_category, of_type, private.search_page_size(most), cursor
    ) with ordinality as f (id, rank, next_cursor, place)
    join public.component_library as c on c.id = f.id
    order by f.place
$$;
comment on function private.search_marketplace(text, text, text, integer, text) is
'Body of public.search_marketplace.';

create function public.search_marketplace(
    query text default null,
    of_category text default null,
    of_type text default null,
    "limit" integer default 20,
    cursor text default null
)
returns table (
    id uuid,
    name text,
    description text,
    category text,
    tags text[],
    component_type text,
    preview_image_url text,
    price numeric,
    currency text,
    is_marketplace_item boolean,
    likes bigint,
    downloads bigint,
    snippet text,
    rank real,
    created_at timestamptz,
    next_cursor text
)
language sql
stable
rows 20
set search_path = ''
as $$
    select m.*
    from private.search_marketplace(query, of_category, of_type, "limit", cursor) as m
$$;
comment on function public.search_marketplace(text, text, text, integer, text) is
'Searches the components that are public or on the marketplace, of all workspaces; without a '
'query, the newest first. The code is not in it: download_component brings it. Raises PT422 for a '
'limit or cursor that is not one. For everybody who is signed in.';


-- sql/integrations/functions_search_workspace.sql

-- integrations: what search_workspace shows, read with the caller's rights.

create function private.search_workspace(
    words text, wanted text[], most integer, after_cursor text, workspace uuid
)
returns table (
    kind text,
    id uuid,
    workspace_id uuid,
    title text,
    snippet text,
    rank real,
    updated_at timestamptz,
    next_cursor text
)
language plpgsql
stable
rows 20
set search_path = ''
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select
        hit.kind,
        hit.id,
        shown.workspace_id,
        shown.title,
        private.search_snippet(shown.title, shown.body, hit.matched),
        hit.rank,
        shown.updated_at,
        concat_ws('/', hit.rank, hit.kind, hit.id)
    from private.find_in_workspaces(words, wanted, most, after_cursor, workspace) as hit
    cross join lateral (
        select
            t.workspace_id,
            t.name as title,
            concat_ws(' · ', t.description, t.category, private.search_list(t.tags)) as body,
            t.updated_at
        from public.products as t
        where hit.kind = 'product' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            concat_ws(
                ' · ', t.description, t.target_audience, t.target_segment, t.business_type
            ) as body,
            t.updated_at
        from public.campaigns as t
        where hit.kind = 'campaign' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.component_type as body,
            t.updated_at
        from public.campaign_components as t
        where hit.kind = 'campaign_component' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            concat_ws(' · ', t.description, t.category, private.search_list(t.tags)) as body,
            t.updated_at
        from public.component_library as t
        where hit.kind = 'library_component' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            (
                select string_agg(v.value, ' · ')
                from jsonb_each_text(t.creative_data) as v
            ) as body,
            t.updated_at
        from public.ads as t
        where hit.kind = 'ad' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.time_period as body,
            t.updated_at
        from public.content_bundles as t
        where hit.kind = 'content_bundle' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.title as title,
            t.content as body,
            t.updated_at
        from public.blog_posts as t
        where hit.kind = 'blog_post' and t.id = hit.id
        union all
        select
            t.workspace_id,
            left(t.content, 100) as title,
            t.content as body,
            t.updated_at
        from public.social_posts as t
        where hit.kind = 'social_post' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.title as title,
            concat_ws(' · ', t.description, t.content) as body,
            t.updated_at
        from public.content_upgrades as t
        where hit.kind = 'content_upgrade' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.description as body,
            t.updated_at
        from public.email_sequences as t
        where hit.kind = 'email_sequence' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.subject_line as title,
            t.content as body,
            t.updated_at
        from public.emails as t
        where hit.kind = 'email' and t.id = hit.id
        union all
        select
            t.workspace_id,
            coalesce(t.title, left(t.body, 100)) as title,
            t.body as body,
            t.updated_at
        from public.contents as t
        where hit.kind = 'other_content' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.generation_prompt as body,
            t.updated_at
        from public.content_assets as t
        where hit.kind = 'content_asset' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.type as body,
            t.updated_at
        from public.content_templates as t
        where hit.kind = 'content_template' and t.id = hit.id
    ) as shown
    order by hit.rank desc, hit.kind, hit.id;
end
$$;
comment on function private.search_workspace(text, text[], integer, text, uuid) is
'Body of public.search_workspace, with the rights of the caller. In plpgsql because it keeps its '
'plan for the session: planning fourteen tables with their policies takes as long as the search.';

create function public.search_workspace(
    query text,
    kinds text[] default null,
    "limit" integer default 20,
    cursor text default null,
    workspace uuid default null
)
returns table (
    kind text,
    id uuid,
    workspace_id uuid,
    title text,
    snippet text,
    rank real,
    updated_at timestamptz,
    next_cursor text
)
language sql
stable
rows 20
set search_path = ''
as $$
    select s.*
    from private.search_workspace(query, kinds, "limit", cursor, workspace) as s
$$;
comment on function public.search_workspace(text, text[], integer, text, uuid) is
'Searches products, campaigns, components, content and ads of the caller''s workspaces, or of one: '
'words in English or Arabic, the last one also as a prefix, "a phrase", or, -not; misspelt words '
'are corrected where few rows match, and then rank below 0. kinds are kinds or families: product, '
'campaign, component, content, ad. snippet is HTML in which <mark> is the only markup. next_cursor '
'of the last row leads to the next page. Raises PT422 for a kind, limit or cursor that does not '
'exist, PT404 for a workspace that is not the caller''s. For viewers.';


-- sql/integrations/triggers.sql

-- integrations: what happens by itself.

create trigger site_integrations_touch
before update on public.site_integrations
for each row execute function private.touch_updated_at();

create trigger site_integrations_keep_fixed
before update of workspace_id, user_id, platform_type on public.site_integrations
for each row execute function private.keep_fixed('workspace_id', 'user_id', 'platform_type');

create trigger site_integrations_connection_transitions
before update of connection_status on public.site_integrations
for each row execute function private.allow_column_transitions(
    'connection_status',
    'pending>connected',
    'pending>error',
    'pending>disconnected',
    'connected>error',
    'connected>disconnected',
    'error>connected',
    'error>disconnected',
    'disconnected>pending',
    'disconnected>connected'
);

create trigger site_integrations_sync_transitions
before update of sync_status on public.site_integrations
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger site_integrations_audit
after insert or update or delete on public.site_integrations
for each row execute function private.audit();

create trigger esp_integrations_touch
before update on public.esp_integrations
for each row execute function private.touch_updated_at();

create trigger esp_integrations_keep_fixed
before update of workspace_id, business_id, provider on public.esp_integrations
for each row execute function private.keep_fixed('workspace_id', 'business_id', 'provider');

create trigger esp_integrations_sync_transitions
before update of sync_status on public.esp_integrations
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger esp_integrations_audit
after insert or update or delete on public.esp_integrations
for each row execute function private.audit();

create trigger integration_credentials_touch
before update on private.integration_credentials
for each row execute function private.touch_updated_at();

create trigger integration_credentials_audit
after insert or update or delete on private.integration_credentials
for each row execute function private.audit();

create trigger analyst_grants_audit
after insert or update or delete on private.analyst_grants
for each row execute function private.audit();


-- sql/integrations/triggers_search.sql

-- integrations: search learns the words of ads too, which are built after content.

create trigger ads_learn
after insert on public.ads
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger ads_learn_changed
after update on public.ads
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();


-- sql/integrations/views.sql

-- integrations: what admins see of their secrets.

create view public.integration_credentials
with (security_invoker = true) as
select
    c.id,
    c.workspace_id,
    c.store_connection_id,
    c.site_integration_id,
    c.esp_integration_id,
    c.ad_account_id,
    c.kind,
    c.expires_at,
    c.created_at,
    c.updated_at
from private.integration_credentials as c;

comment on view public.integration_credentials is
'Which tokens and keys are stored for which connection and when they expire; never the secrets '
'themselves. For admins.';


-- sql/integrations/views_reporting.sql

-- integrations: what analysts read with plain SQL (schema reporting).
--
-- These views run with their owner's rights, past row level security, and show the workspaces
-- granted to whoever asks: current_user is the reader, also inside a view. security_barrier keeps
-- a reader's own functions from seeing rows before that filter. What has no name here, above all
-- secrets, names and addresses, analysts do not see.

create view reporting.workspaces
with (security_barrier = true) as
select
    w.id,
    w.name,
    w.slug,
    w.is_active,
    w.created_at
from public.workspaces as w
join private.analyst_grants as g on g.workspace_id = w.id
where g.analyst = current_user and (g.expires_at is null or g.expires_at > now());

comment on view reporting.workspaces is 'The workspaces that are granted to you.';

create view reporting.products
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.external_id,
    t.name,
    t.category,
    t.tags,
    t.base_price,
    t.base_cost,
    t.current_price,
    t.currency,
    t.inventory_count,
    t.reorder_point,
    t.is_active,
    t.created_at,
    t.updated_at
from public.products as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.products is 'Products and their prices.';

create view reporting.price_history
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.old_price,
    t.new_price,
    t.currency,
    t.base_cost,
    t.reason,
    t.changed_at
from public.price_history as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.price_history is 'What each product cost when.';

create view reporting.customers
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.country,
    t.created_at
from public.customers as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.customers is 'Customers without names and addresses.';

create view reporting.orders
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.customer_id,
    t.external_id,
    t.total_amount,
    t.currency,
    t.status,
    t.ordered_at,
    t.paid_at,
    t.refunded_at,
    t.canceled_at
from public.orders as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.orders is 'Orders, each with its customer''s id.';

create view reporting.order_items
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.product_id,
    t.product_name,
    t.quantity,
    t.unit_price,
    t.discount_amount,
    t.subtotal,
    t.currency
from public.order_items as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.order_items is 'What was in each order.';

create view reporting.payments
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.customer_id,
    t.amount,
    t.refunded_amount,
    t.currency,
    t.payment_method,
    t.status,
    t.created_at,
    t.completed_at,
    t.failed_at,
    t.refunded_at
from public.payments as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.payments is 'Payments and refunds.';

create view reporting.campaigns
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.business_id,
    t.product_id,
    t.name,
    t.type,
    t.target_segment,
    t.budget,
    t.currency,
    t.start_date,
    t.end_date,
    t.status,
    t.launched_at,
    t.created_at
from public.campaigns as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.campaigns is 'Campaigns of every kind.';

create view reporting.ad_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.ad_id,
    t.date,
    t.currency,
    t.impressions,
    t.clicks,
    t.spend,
    t.conversions,
    t.revenue,
    t.ctr,
    t.cpc,
    t.cpm,
    t.roas
from public.ad_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ad_metrics is 'What the ad platforms report, by ad and day.';

create view reporting.events
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.occurred_at,
    t.event_type,
    t.campaign_id,
    t.component_id,
    t.ad_id,
    t.product_id,
    t.order_id,
    t.customer_id,
    t.visitor_id,
    t.session_id,
    t.quantity,
    t.revenue,
    t.currency,
    t.page,
    t.platform,
    t.source,
    t.medium,
    t.utm_source,
    t.utm_medium,
    t.utm_campaign,
    t.utm_content,
    t.utm_term,
    t.country,
    t.region
from public.events as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.events is
'The stream of events without addresses and browsers. Ask for a range of occurred_at.';

create view reporting.attribution_credits
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.campaign_id,
    t.component_id,
    t.ad_id,
    t.model,
    t.source,
    t.medium,
    t.platform,
    t.share,
    t.amount,
    t.currency,
    t.credited_at
from public.attribution_credits as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.attribution_credits is
'Which campaign earned which part of an order, by model.';


-- sql/integrations/views_reporting_numbers.sql

-- integrations: what analysts read, continued: numbers by day, forecasts, experiments and AI cost.

create view reporting.campaign_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.campaign_id,
    t.date,
    t.currency,
    t.views,
    t.impressions,
    t.clicks,
    t.spend,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue,
    t.ctr,
    t.cpc,
    t.roas
from public.campaign_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.campaign_metrics is 'Campaigns by day.';

create view reporting.product_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.date,
    t.currency,
    t.views,
    t.cart_adds,
    t.sales,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
from public.product_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.product_metrics is 'Products by day.';

create view reporting.country_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.country,
    t.date,
    t.currency,
    t.users,
    t.conversions,
    t.revenue,
    t.refunds,
    t.net_revenue
from public.country_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.country_metrics is 'Countries by day.';

create view reporting.page_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.page,
    t.date,
    t.views,
    t.entries,
    t.exits,
    t.visitors
from public.page_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.page_metrics is 'Pages by day.';

create view reporting.source_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.source,
    t.medium,
    t.date,
    t.currency,
    t.sessions,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
from public.source_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.source_metrics is 'Sources of traffic by day.';

create view reporting.revenue_daily
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.date,
    t.currency,
    t.revenue,
    t.refunds,
    t.orders_count,
    t.net_revenue
from public.revenue_daily as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_daily is 'Revenue by day.';

create view reporting.revenue_breakdown
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.date,
    t.currency,
    t.units,
    t.revenue,
    t.refunds,
    t.net_revenue
from public.revenue_breakdown as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_breakdown is 'Revenue by product, category and day.';

create view reporting.revenue_predictions
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.date,
    t.horizon_days,
    t.currency,
    t.predicted_revenue,
    t.interval_low,
    t.interval_high,
    t.model,
    t.predicted_on
from public.revenue_predictions as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_predictions is 'Forecasts, to be compared with revenue_daily.';

create view reporting.ab_tests
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.campaign_id,
    t.product_id,
    t.winner_variant_id,
    t.name,
    t.metric,
    t.unit,
    t.status,
    t.started_at,
    t.ended_at
from public.ab_tests as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_tests is 'A/B tests.';

create view reporting.ab_test_variants
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.test_id,
    t.key,
    t.name,
    t.weight,
    t.is_control
from public.ab_test_variants as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_test_variants is 'The sides of each A/B test.';

create view reporting.ab_test_results
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.test_id,
    t.variant_id,
    t.unit_id,
    t.converted,
    t.revenue,
    t.currency,
    t.occurred_at
from public.ab_test_results as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_test_results is 'What each unit of an A/B test did.';

create view reporting.ai_generations
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.business_id,
    t.product_id,
    t.campaign_id,
    t.generation_type,
    t.language,
    t.model_used,
    t.provider,
    t.prompt_tokens,
    t.completion_tokens,
    t.cost,
    t.status,
    t.user_rating,
    t.accepted,
    t.created_at,
    t.completed_at
from public.ai_generations as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ai_generations is
'AI generations and their cost in USD, without prompts and texts.';


-- policies/integrations.sql

-- integrations: members see connections, admins make them, workers keep them in step. Secrets
-- are in no schema that an API serves.

-- site_integrations -------------------------------------------------------------------

alter table public.site_integrations enable row level security;
grant select, delete on public.site_integrations to authenticated;
grant insert (
    workspace_id, platform_type, account_name, account_email, platform_metadata
) on public.site_integrations to authenticated;
grant update (account_name, account_email, platform_metadata)
on public.site_integrations to authenticated;
grant select, insert, update, delete on public.site_integrations to service_role;

create policy site_integrations_select on public.site_integrations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy site_integrations_insert on public.site_integrations
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy site_integrations_update on public.site_integrations
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy site_integrations_delete on public.site_integrations
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- esp_integrations --------------------------------------------------------------------

alter table public.esp_integrations enable row level security;
grant select, delete on public.esp_integrations to authenticated;
grant insert (workspace_id, business_id, provider, settings)
on public.esp_integrations to authenticated;
grant update (settings) on public.esp_integrations to authenticated;
grant select, insert, update, delete on public.esp_integrations to service_role;

create policy esp_integrations_select on public.esp_integrations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy esp_integrations_insert on public.esp_integrations
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy esp_integrations_update on public.esp_integrations
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy esp_integrations_delete on public.esp_integrations
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- platform_analyses -----------------------------------------------------------------------

alter table public.platform_analyses enable row level security;
grant select on public.platform_analyses to authenticated;
grant select, insert, update, delete on public.platform_analyses to service_role;

create policy platform_analyses_select on public.platform_analyses
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- integration_credentials -----------------------------------------------------------------

alter table private.integration_credentials enable row level security;
-- Everything but the ciphertext and its key's name, and that through the view alone.
grant select (
    id, workspace_id, store_connection_id, site_integration_id, esp_integration_id,
    ad_account_id, kind, expires_at, created_at, updated_at
) on private.integration_credentials to authenticated;
grant select, insert, update, delete on private.integration_credentials to service_role;
grant select on public.integration_credentials to authenticated;

create policy integration_credentials_select on private.integration_credentials
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- analysts --------------------------------------------------------------------------------

-- Whoever may write here lets people in: the owner of the schema alone.
alter table private.analyst_grants enable row level security;
create policy analyst_grants_select on private.analyst_grants
for select to authenticated
using (false);

grant usage on schema reporting to analyst;
grant select on all tables in schema reporting to analyst;

-- search -----------------------------------------------------------------------------

grant execute on function
public.search_workspace(text, text[], integer, text, uuid),
private.search_workspace(text, text[], integer, text, uuid),
private.find_in_workspaces(text, text[], integer, text, uuid),
private.search_snippet(text, text, tsquery),
private.search_marks(text, tsquery),
public.search_marketplace(text, text, text, integer, text),
private.search_marketplace(text, text, text, integer, text)
to authenticated, service_role;
