-- Create platform.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/platform/tables.sql

-- platform: what every other domain stands on.

-- Supabase grants whatever postgres makes in public to the API roles. Flywheel takes that
-- back: a table or function is closed until policies/<domain>.sql opens it by name.
alter default privileges in schema public
revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public
revoke all on functions from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

create schema private;
comment on schema private is
'Bodies of the API''s functions and the shared rules. Never exposed through PostgREST.';

create schema jobs;
comment on schema jobs is
'The job queue and its functions. Never exposed through PostgREST.';

create table public.app_settings (
    key text primary key
    constraint app_settings_key_form check (key ~ '^[a-z][a-z0-9_.]{0,99}$'),
    value jsonb not null,
    description text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.app_settings is
'Settings of the whole installation, one row each. Changed by the operator only.';
comment on column public.app_settings.key is 'Dotted lower-case name, e.g. ai.default_text_model.';
comment on column public.app_settings.value is 'The setting as JSON; its type depends on the key.';

create table public.feature_flags (
    id uuid primary key default gen_random_uuid(),
    name text not null
    constraint feature_flags_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    description text,
    is_enabled boolean not null default false,
    rules jsonb not null default '{}'
    constraint feature_flags_rules_object check (jsonb_typeof(rules) = 'object'),
    metadata jsonb not null default '{}'
    constraint feature_flags_metadata_object check (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint feature_flags_name_unique unique (name)
);
comment on table public.feature_flags is
'Switches for features, for everybody or, through rules, for some workspaces.';
comment on column public.feature_flags.rules is
'Who sees the feature while it is enabled: {"workspace_ids": [uuid, …], "percentage": 0-100}. '
'Empty means everybody.';
comment on column public.feature_flags.metadata is 'Free notes: owner, ticket, planned removal.';

alter publication supabase_realtime add table public.feature_flags;


-- sql/platform/tables_currencies.sql

-- platform: the currencies that money can be in.

create table public.currencies (
    code text primary key
    constraint currencies_code_form check (code ~ '^[A-Z]{3}$'),
    name text not null,
    minor_units smallint not null
    constraint currencies_minor_units_known check (minor_units in (0, 2, 3))
);
comment on table public.currencies is
'Active currencies of ISO 4217. Every amount of money names one. Funds codes, metals and test '
'codes are left out: nobody pays in them.';
comment on column public.currencies.code is 'ISO 4217, upper case.';
comment on column public.currencies.minor_units is
'Decimals of the currency: 0 for JPY, 2 for USD, 3 for KWD.';

insert into public.currencies (code, name, minor_units)
values
('AED', 'UAE dirham', 2),
('AFN', 'Afghan afghani', 2),
('ALL', 'Albanian lek', 2),
('AMD', 'Armenian dram', 2),
('AOA', 'Angolan kwanza', 2),
('ARS', 'Argentine peso', 2),
('AUD', 'Australian dollar', 2),
('AWG', 'Aruban florin', 2),
('AZN', 'Azerbaijani manat', 2),
('BAM', 'Bosnia and Herzegovina convertible mark', 2),
('BBD', 'Barbados dollar', 2),
('BDT', 'Bangladeshi taka', 2),
('BHD', 'Bahraini dinar', 3),
('BIF', 'Burundian franc', 0),
('BMD', 'Bermudian dollar', 2),
('BND', 'Brunei dollar', 2),
('BOB', 'Bolivian boliviano', 2),
('BRL', 'Brazilian real', 2),
('BSD', 'Bahamian dollar', 2),
('BTN', 'Bhutanese ngultrum', 2),
('BWP', 'Botswana pula', 2),
('BYN', 'Belarusian ruble', 2),
('BZD', 'Belize dollar', 2),
('CAD', 'Canadian dollar', 2),
('CDF', 'Congolese franc', 2),
('CHF', 'Swiss franc', 2),
('CLP', 'Chilean peso', 0),
('CNY', 'Chinese yuan renminbi', 2),
('COP', 'Colombian peso', 2),
('CRC', 'Costa Rican colon', 2),
('CUP', 'Cuban peso', 2),
('CVE', 'Cabo Verde escudo', 2),
('CZK', 'Czech koruna', 2),
('DJF', 'Djibouti franc', 0),
('DKK', 'Danish krone', 2),
('DOP', 'Dominican peso', 2),
('DZD', 'Algerian dinar', 2),
('EGP', 'Egyptian pound', 2),
('ERN', 'Eritrean nakfa', 2),
('ETB', 'Ethiopian birr', 2),
('EUR', 'Euro', 2),
('FJD', 'Fiji dollar', 2),
('FKP', 'Falkland Islands pound', 2),
('GBP', 'Pound sterling', 2),
('GEL', 'Georgian lari', 2),
('GHS', 'Ghanaian cedi', 2),
('GIP', 'Gibraltar pound', 2),
('GMD', 'Gambian dalasi', 2),
('GNF', 'Guinean franc', 0),
('GTQ', 'Guatemalan quetzal', 2),
('GYD', 'Guyana dollar', 2),
('HKD', 'Hong Kong dollar', 2),
('HNL', 'Honduran lempira', 2),
('HTG', 'Haitian gourde', 2),
('HUF', 'Hungarian forint', 2),
('IDR', 'Indonesian rupiah', 2),
('ILS', 'Israeli new shekel', 2),
('INR', 'Indian rupee', 2),
('IQD', 'Iraqi dinar', 3),
('IRR', 'Iranian rial', 2),
('ISK', 'Icelandic krona', 0),
('JMD', 'Jamaican dollar', 2),
('JOD', 'Jordanian dinar', 3),
('JPY', 'Japanese yen', 0),
('KES', 'Kenyan shilling', 2),
('KGS', 'Kyrgyz som', 2),
('KHR', 'Cambodian riel', 2),
('KMF', 'Comorian franc', 0),
('KPW', 'North Korean won', 2),
('KRW', 'South Korean won', 0),
('KWD', 'Kuwaiti dinar', 3),
('KYD', 'Cayman Islands dollar', 2),
('KZT', 'Kazakh tenge', 2),
('LAK', 'Lao kip', 2),
('LBP', 'Lebanese pound', 2),
('LKR', 'Sri Lanka rupee', 2),
('LRD', 'Liberian dollar', 2),
('LSL', 'Lesotho loti', 2),
('LYD', 'Libyan dinar', 3),
('MAD', 'Moroccan dirham', 2),
('MDL', 'Moldovan leu', 2),
('MGA', 'Malagasy ariary', 2),
('MKD', 'Macedonian denar', 2),
('MMK', 'Myanmar kyat', 2),
('MNT', 'Mongolian tugrik', 2),
('MOP', 'Macanese pataca', 2),
('MRU', 'Mauritanian ouguiya', 2),
('MUR', 'Mauritius rupee', 2),
('MVR', 'Maldivian rufiyaa', 2),
('MWK', 'Malawi kwacha', 2),
('MXN', 'Mexican peso', 2),
('MYR', 'Malaysian ringgit', 2),
('MZN', 'Mozambique metical', 2),
('NAD', 'Namibian dollar', 2),
('NGN', 'Nigerian naira', 2),
('NIO', 'Nicaraguan cordoba', 2),
('NOK', 'Norwegian krone', 2),
('NPR', 'Nepalese rupee', 2),
('NZD', 'New Zealand dollar', 2),
('OMR', 'Omani rial', 3),
('PAB', 'Panamanian balboa', 2),
('PEN', 'Peruvian sol', 2),
('PGK', 'Papua New Guinean kina', 2),
('PHP', 'Philippine peso', 2),
('PKR', 'Pakistan rupee', 2),
('PLN', 'Polish zloty', 2),
('PYG', 'Paraguayan guarani', 0),
('QAR', 'Qatari riyal', 2),
('RON', 'Romanian leu', 2),
('RSD', 'Serbian dinar', 2),
('RUB', 'Russian ruble', 2),
('RWF', 'Rwandan franc', 0),
('SAR', 'Saudi riyal', 2),
('SBD', 'Solomon Islands dollar', 2),
('SCR', 'Seychelles rupee', 2),
('SDG', 'Sudanese pound', 2),
('SEK', 'Swedish krona', 2),
('SGD', 'Singapore dollar', 2),
('SHP', 'Saint Helena pound', 2),
('SLE', 'Sierra Leonean leone', 2),
('SOS', 'Somali shilling', 2),
('SRD', 'Surinamese dollar', 2),
('SSP', 'South Sudanese pound', 2),
('STN', 'Sao Tome and Principe dobra', 2),
('SVC', 'El Salvador colon', 2),
('SYP', 'Syrian pound', 2),
('SZL', 'Swazi lilangeni', 2),
('THB', 'Thai baht', 2),
('TJS', 'Tajikistani somoni', 2),
('TMT', 'Turkmenistan new manat', 2),
('TND', 'Tunisian dinar', 3),
('TOP', 'Tongan pa''anga', 2),
('TRY', 'Turkish lira', 2),
('TTD', 'Trinidad and Tobago dollar', 2),
('TWD', 'New Taiwan dollar', 2),
('TZS', 'Tanzanian shilling', 2),
('UAH', 'Ukrainian hryvnia', 2),
('UGX', 'Ugandan shilling', 0),
('USD', 'US dollar', 2),
('UYU', 'Uruguayan peso', 2),
('UZS', 'Uzbekistan sum', 2),
('VED', 'Venezuelan digital bolivar', 2),
('VES', 'Venezuelan bolivar', 2),
('VND', 'Vietnamese dong', 0),
('VUV', 'Vanuatu vatu', 0),
('WST', 'Samoan tala', 2),
('XAF', 'CFA franc BEAC', 0),
('XCD', 'East Caribbean dollar', 2),
('XCG', 'Caribbean guilder', 2),
('XOF', 'CFA franc BCEAO', 0),
('XPF', 'CFP franc', 0),
('YER', 'Yemeni rial', 2),
('ZAR', 'South African rand', 2),
('ZMW', 'Zambian kwacha', 2),
('ZWG', 'Zimbabwe gold', 2);


-- sql/platform/tables_partitions.sql

-- platform: which tables are cut by time, and where their old parts go.

create schema archive;
comment on schema archive is
'Partitions that were detached after their time: no longer part of any table, kept until they '
'are exported and dropped. Never exposed through PostgREST.';

create table private.partitioned_tables (
    parent text primary key
    constraint partitioned_tables_parent_form check (parent ~ '^[a-z_]+\.[a-z_0-9]+$'),
    unit text not null
    constraint partitioned_tables_unit_known check (unit in ('day', 'week', 'month')),
    ahead integer not null default 3
    constraint partitioned_tables_ahead_range check (ahead between 1 and 100),
    keep interval
    constraint partitioned_tables_keep_positive check (keep > interval '0')
);
comment on table private.partitioned_tables is
'Tables partitioned by time that private.maintain_partitions keeps. Rows come from migrations, '
'the operator may change keep.';
comment on column private.partitioned_tables.parent is 'The table with its schema.';
comment on column private.partitioned_tables.ahead is 'How many coming partitions stand ready.';
comment on column private.partitioned_tables.keep is
'Partitions that ended longer ago than this are detached; null keeps all.';


-- sql/platform/tables_search.sql

-- platform: what full-text search stands on.

-- pg_trgm forgives typing errors; btree_gin lets one index answer "this workspace and these
-- words". Both are trusted extensions: hosted postgres may create them.
create extension if not exists pg_trgm with schema extensions;
create extension if not exists btree_gin with schema extensions;

-- Words of Latin letters are stemmed as English, all others as Arabic; the stemmers leave
-- foreign words alone, so that one configuration serves texts that mix both.
create text search configuration private.search (copy = pg_catalog.english);
alter text search configuration private.search
alter mapping for word, hword, hword_part with pg_catalog.arabic_stem;
comment on text search configuration private.search is
'English for ASCII words, Arabic for the rest. Use it on what private.search_normalise returns.';


-- sql/platform/functions.sql

-- Shared trigger functions and the reading of settings and flags.

create function private.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function private.touch_updated_at() is
'Trigger: sets updated_at to the time of the transaction. Attach before update.';

create function private.setting(setting_key text) returns jsonb
language sql
stable
set search_path = ''
as $$
    select settings.value
    from public.app_settings as settings
    where settings.key = setting_key
$$;
comment on function private.setting(text) is
'Value of a row of app_settings, or null where there is none.';

create function private.flag_includes(rules jsonb, flag_id uuid, workspace_id uuid)
returns boolean
language sql
immutable
set search_path = ''
as $$
    select case
        when rules = '{}' then true
        when workspace_id is null then false
        when rules -> 'workspace_ids' ? workspace_id::text then true
        -- The same workspace always falls on the same side of a percentage, and each flag
        -- draws anew: the hash mixes both ids.
        else coalesce((rules ->> 'percentage')::numeric, 0)
            > abs(hashtextextended(flag_id::text || workspace_id::text, 0) % 10000) / 100.0
    end
$$;
comment on function private.flag_includes(jsonb, uuid, uuid) is
'Whether the rules of an enabled flag include a workspace.';

create function public.feature_enabled(name text, workspace_id uuid default null)
returns boolean
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (
            select
                flags.is_enabled
                and private.flag_includes(flags.rules, flags.id, feature_enabled.workspace_id)
            from public.feature_flags as flags
            where flags.name = feature_enabled.name
        ),
        false
    )
$$;
comment on function public.feature_enabled(text, uuid) is
'Whether a feature is on for a workspace. An unknown feature is off.';

create function private.allow_transitions() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    known text[] := (
        select array_agg(distinct status order by status)
        from unnest(tg_argv) as step, string_to_table(step, '>') as status
    );
begin
    if not new.status = any (known) then
        raise exception using
            errcode = 'PT422',
            message = format('%s has no status %L', tg_table_name, new.status),
            hint = format('It is one of: %s.', array_to_string(known, ', '));
    end if;
    if tg_op = 'INSERT' or new.status is not distinct from old.status then
        return new;
    end if;
    if not (old.status || '>' || new.status) = any (tg_argv) then
        raise exception using
            errcode = 'PT409',
            message = format(
                '%s %s cannot go from %s to %s',
                tg_table_name, new.id, old.status, new.status
            ),
            hint = format(
                'From %s it can go to: %s.',
                old.status,
                coalesce(
                    (
                        select string_agg(split_part(step, '>', 2), ', ')
                        from unnest(tg_argv) as step
                        where split_part(step, '>', 1) = old.status
                    ),
                    'nowhere, it is final'
                )
            );
    end if;
    return new;
end
$$;
comment on function private.allow_transitions() is
'Trigger: the column status is one of those named in the arguments, each a step from>to, and '
'moves along these steps only. Raises PT422 with the known ones, PT409 with the possible steps. '
'Attach before insert or update of status.';


-- sql/platform/functions_partitions.sql

-- platform: making the coming partitions of tables cut by time, detaching the old ones.
--
-- A partitioned table has a range on one timestamptz column, a default partition that takes
-- what no other takes, and a row in private.partitioned_tables. Partitions live in schema
-- private with row level security and no grants: they are reached through their parent only.
--
-- security definer: private.maintain_partitions, because workers may not create tables.

create function private.partition_name(parent regclass, starts timestamptz, unit text)
returns text
language sql
stable
set search_path = ''
as $$
    select c.relname || '_' || to_char(
        partition_name.starts at time zone 'UTC',
        case partition_name.unit when 'month' then 'YYYY_MM' else 'YYYY_MM_DD' end
    )
    from pg_catalog.pg_class as c
    where c.oid = partition_name.parent
$$;
comment on function private.partition_name(regclass, timestamptz, text) is
'Name of the partition that starts then: events_2026_11, or events_2026_11_20 by day or week.';

create function private.make_partition(
    parent regclass, starts timestamptz, ends timestamptz, unit text
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    name constant text := private.partition_name(parent, starts, unit);
    default_part regclass;
    key_column text;
    columns text;
begin
    if to_regclass('private.' || quote_ident(name)) is not null
        or to_regclass('archive.' || quote_ident(name)) is not null
    then
        return false;
    end if;
    select nullif(p.partdefid, 0)::regclass, a.attname
    into default_part, key_column
    from pg_catalog.pg_partitioned_table as p
    join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = make_partition.parent;
    -- Made apart and then attached: readers and writers of the parent go on meanwhile.
    execute format('create table private.%I (like %s including all)', name, parent);
    execute format(
        'comment on table private.%I is %L', name,
        format('Rows of %s from %s to %s.', parent, starts::date, ends::date)
    );
    execute format('alter table private.%I enable row level security', name);
    if default_part is not null then
        select string_agg(quote_ident(a.attname), ', ') into columns
        from pg_catalog.pg_attribute as a
        where a.attrelid = default_part
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = '';
        execute format('lock table %s in access exclusive mode', default_part);
        -- Rows that came before their partition move into it.
        execute format(
            'with moved as (delete from %1$s where %2$I >= $1 and %2$I < $2 returning %3$s) '
            'insert into private.%4$I (%3$s) select * from moved',
            default_part, key_column, columns, name
        ) using starts, ends;
    end if;
    execute format(
        'alter table %s attach partition private.%I for values from (%L) to (%L)',
        parent, name, starts, ends
    );
    return true;
end
$$;
comment on function private.make_partition(regclass, timestamptz, timestamptz, text) is
'Makes one partition and moves its rows out of the default one. False where it is there already.';

create function private.ensure_partitions(parent regclass, unit text, ahead integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    step constant interval := ('1 ' || unit)::interval;
    first constant timestamp := date_trunc(unit, now() at time zone 'UTC');
    made integer := 0;
    starts timestamp;
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.partitions.' || parent::oid, 0));
    -- One by one: each needs its own statements.
    for starts in select generate_series(first, first + step * ahead, step) loop
        if private.make_partition(
            parent, starts at time zone 'UTC', (starts + step) at time zone 'UTC', unit
        ) then
            made := made + 1;
        end if;
    end loop;
    return made;
end
$$;
comment on function private.ensure_partitions(regclass, text, integer) is
'Makes the current partition of a table and so many coming ones, where they are missing; unit is '
'day, week or month, cut in UTC. Returns how many it made. For the table''s owner.';

create function private.detach_partitions(parent regclass, keep interval)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    expired record;
    detached integer := 0;
begin
    -- Rather keep a partition for another hour than make writers wait behind a long reader.
    set local lock_timeout = '2s';
    for expired in
        select parts.name, parts.ends
        from (
            select
                c.oid::regclass as name,
                c.relname,
                substring(
                    pg_catalog.pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)'
                )::timestamptz as ends
            from pg_catalog.pg_inherits as i
            join pg_catalog.pg_class as c on c.oid = i.inhrelid
            where i.inhparent = detach_partitions.parent
        ) as parts
        where parts.ends <= now() - detach_partitions.keep
        order by parts.ends
    loop
        begin
            execute format('alter table %s detach partition %s', parent, expired.name);
            execute format('alter table %s set schema archive', expired.name);
            detached := detached + 1;
        exception when lock_not_available or foreign_key_violation then
            raise warning '% stays: % (%)', expired.name, sqlerrm, sqlstate;
        end;
    end loop;
    return detached;
end
$$;
comment on function private.detach_partitions(regclass, interval) is
'Moves partitions that ended longer ago than keep into schema archive, out of the table. One that '
'is in use or referred to stays, with a warning. Returns how many it moved. For the owner.';

create function private.maintain_partitions()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    registered private.partitioned_tables;
    made integer := 0;
    detached integer := 0;
begin
    for registered in
        select t.* from private.partitioned_tables as t order by t.parent
    loop
        made := made + private.ensure_partitions(
            registered.parent::regclass, registered.unit, registered.ahead
        );
    end loop;
    -- After all are made: detaching shortens the wait for locks until the transaction ends.
    for registered in
        select t.* from private.partitioned_tables as t where t.keep is not null order by t.parent
    loop
        detached := detached + private.detach_partitions(
            registered.parent::regclass, registered.keep
        );
    end loop;
    return jsonb_build_object('partitions_made', made, 'partitions_detached', detached);
end
$$;
comment on function private.maintain_partitions() is
'Makes coming partitions and detaches old ones of every table in private.partitioned_tables. '
'Called by the job jobs.maintain; safe to repeat.';


-- sql/platform/functions_requests.sql

-- platform: where a request came from, as PostgREST passes it on.

create function private.request_header(name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return nullif(current_setting('request.headers', true), '')::jsonb ->> lower(name);
end
$$;
comment on function private.request_header(text) is
'A header of the request that PostgREST is answering; null outside a request.';

create function private.request_ip()
returns inet
language plpgsql
stable
set search_path = ''
as $$
begin
    -- A client can send X-Forwarded-For itself, and proxies append to it. Hosted Supabase sits
    -- behind Cloudflare, which overwrites CF-Connecting-IP: that one cannot be forged there.
    return coalesce(
        private.request_header('cf-connecting-ip'),
        private.request_header('x-real-ip'),
        split_part(private.request_header('x-forwarded-for'), ',', 1)
    )::inet;
exception when invalid_text_representation then
    return null;
end
$$;
comment on function private.request_ip() is
'Address of the client that sent the request; null outside a request or where no proxy tells it. '
'It is as true as the proxy in front: good for a log, not for a decision about access.';

create function private.request_user_agent()
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return left(private.request_header('user-agent'), 1000);
end
$$;
comment on function private.request_user_agent() is
'The program that sent the request, in its own words; null outside a request.';


-- sql/platform/functions_search.sql

-- How text becomes searchable, and how what people type becomes a query. Documents and
-- queries pass through the same normalisation, so they meet in the same words.

create function private.search_normalise(words text) returns text
language sql
immutable
parallel safe
as $$
    select regexp_replace(
        lower(
            case
                when octet_length(words) = char_length(words) then words
                -- Compatibility decomposition separates accents, harakat and the hamza of
                -- أ إ ؤ ئ from their letters; what was separated is dropped, tatweel too.
                else translate(
                    regexp_replace(
                        normalize(words, nfkd),
                        '[\u0300-\u036f\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f]',
                        '',
                        'g'
                    ),
                    'ٱىیةک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
                    'اييهك01234567890123456789'
                )
            end
        ),
        -- t-shirt, a@b.com and 10/2 are looked up by their parts.
        '([[:alnum:]])[-_/.@:+]+(?=[[:alnum:]])', '\1 ', 'g'
    )
$$;
comment on function private.search_normalise(text) is
'Text as search compares it: lower case without accents; Arabic without tatweel and harakat, '
'one alef, one ya, ha for ta marbuta, ASCII digits; compounds split into words.';

create function private.search_document(title text, body text, extra text) returns tsvector
language sql
immutable
parallel safe
as $$
    -- Titles and keywords are kept unstemmed too: a prefix such as "runni" finds "running",
    -- whose stem is "run".
    select
        setweight(
            to_tsvector('private.search', private.search_normalise(coalesce(title, ''))), 'A'
        )
        || setweight(
            to_tsvector('pg_catalog.simple', private.search_normalise(coalesce(title, ''))), 'A'
        )
        || setweight(
            to_tsvector('private.search', private.search_normalise(coalesce(extra, ''))), 'B'
        )
        || setweight(
            to_tsvector('pg_catalog.simple', private.search_normalise(coalesce(extra, ''))), 'B'
        )
        || setweight(
            -- A tsvector holds at most 1 MB.
            to_tsvector('private.search', private.search_normalise(left(coalesce(body, ''), 100000))),
            'C'
        )
$$;
comment on function private.search_document(text, text, text) is
'Search vector of a row, for a generated column: title counts most, then extra (keywords, '
'category), then the first 100,000 characters of the body.';

create function private.search_list(items text[]) returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return array_to_string(items, ' ');
end
$$;
comment on function private.search_list(text[]) is
'The items of a list as one text, for search_document in a generated column.';

create function private.search_query(words text) returns tsquery
language plpgsql
immutable
parallel safe
set search_path = ''
-- Stop words are no news to whoever searches.
set client_min_messages = error
as $$
declare
    normal constant text := private.search_normalise(btrim(words));
    parsed constant tsquery := websearch_to_tsquery('private.search', normal);
    -- The word being typed: the last one, unless it is in quotes, excluded or an operator.
    prefix constant text := case
        when normal ~ '(^|\s)[[:alnum:]]{2,}$'
            and length(replace(normal, '"', '')) % 2 = length(normal) % 2
            then nullif(substring(normal from '[[:alnum:]]+$'), 'or')
    end;
begin
    if prefix is null then
        return parsed;
    elsif numnode(to_tsquery('private.search', prefix)) > 0 then
        -- The parsed query ends with this word's lexeme. Only there the prefix is added, so
        -- that "a or b c" keeps its precedence.
        return regexp_replace(
            parsed::text, '(''[^'']*'')$', format('( \1 | %L:* )', prefix)
        )::tsquery;
    elsif numnode(parsed) = 0 then
        return format('%L:*', prefix)::tsquery;
    else
        -- A stop word behind others says nothing, as anywhere in the query.
        return parsed;
    end if;
end
$$;
comment on function private.search_query(text) is
'What people type as a query: "a phrase", or, -not; the last word also as a prefix. Never '
'fails; nothing to look for gives an empty query.';


-- sql/platform/functions_transitions.sql

-- platform: state machines of columns that are not called status.

create function private.allow_column_transitions() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    column_name constant text := tg_argv[0];
    was constant text := to_jsonb(old) ->> tg_argv[0];
    becomes constant text := to_jsonb(new) ->> tg_argv[0];
begin
    if becomes is distinct from was and not (was || '>' || becomes) = any (tg_argv[1:]) then
        raise exception using
            errcode = 'PT409',
            message = format(
                '%s of %s %s cannot go from %s to %s',
                column_name, tg_table_name, to_jsonb(new) ->> 'id', was, becomes
            ),
            hint = format(
                'From %s it can go to: %s.',
                was,
                coalesce(
                    (
                        select string_agg(split_part(step, '>', 2), ', ')
                        from unnest(tg_argv[1:]) as step
                        where split_part(step, '>', 1) = was
                    ),
                    'nowhere, it is final'
                )
            );
    end if;
    return new;
end
$$;
comment on function private.allow_column_transitions() is
'Trigger: as allow_transitions, for the column named as its first argument. Raises PT409.';


-- sql/platform/triggers.sql

create trigger app_settings_touch
before update on public.app_settings
for each row execute function private.touch_updated_at();

create trigger feature_flags_touch
before update on public.feature_flags
for each row execute function private.touch_updated_at();


-- policies/platform.sql

-- platform: flags are readable by all who are signed in; settings by the server alone.

grant usage on schema private to authenticated, service_role;
grant usage on schema jobs to service_role;

alter table public.app_settings enable row level security;
grant select, insert, update, delete on public.app_settings to service_role;
-- No policy on purpose would look like a mistake: this one says that nobody else reads.
create policy app_settings_select on public.app_settings
for select to authenticated
using (false);

alter table public.feature_flags enable row level security;
grant select on public.feature_flags to authenticated;
grant select, insert, update, delete on public.feature_flags to service_role;
create policy feature_flags_select on public.feature_flags
for select to authenticated
using (true);

grant execute on function private.setting(text) to service_role;
grant execute on function private.flag_includes(jsonb, uuid, uuid) to authenticated, service_role;
grant execute on function public.feature_enabled(text, uuid) to authenticated, service_role;

alter table public.currencies enable row level security;
grant select on public.currencies to authenticated, service_role;
create policy currencies_select on public.currencies
for select to authenticated
using (true);

-- Whoever names a table there decides which tables are cut up: its owner alone.
alter table private.partitioned_tables enable row level security;
create policy partitioned_tables_select on private.partitioned_tables
for select to authenticated
using (false);
grant execute on function private.maintain_partitions() to service_role;

grant execute on function
private.request_header(text),
private.request_ip(),
private.request_user_agent()
to authenticated, service_role;

-- Generated columns and searches run with the rights of whoever writes or asks.
grant execute on function
private.search_normalise(text),
private.search_document(text, text, text),
private.search_list(text[]),
private.search_query(text)
to authenticated, service_role;
