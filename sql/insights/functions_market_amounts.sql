-- insights: amounts and moments as people write them, read or refused, never guessed.

create function private.amount_currencies(mark text) returns text[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    -- Full stops inside a mark say nothing: ر.س, Rs.
    plain constant text := upper(btrim(replace(mark, '.', '')));
begin
    if plain ~ '^[A-Z]{3}$' and plain not in ('DHS', 'LEK') then
        return array[plain];
    end if;
    return case
        when plain = '$' then
            '{USD,ARS,AUD,BBD,BMD,BND,BSD,BZD,CAD,CLP,COP,FJD,HKD,JMD,LRD,MXN,NAD,NZD,SBD,SGD}'
        when plain in ('US$', 'U$S') then '{USD}'
        when plain in ('C$', 'CA$') then '{CAD}'
        when plain in ('A$', 'AU$') then '{AUD}'
        when plain = '€' then '{EUR}'
        when plain = '£' then '{GBP,EGP,FKP,GIP,LBP,SDG,SHP,SSP,SYP}'
        when plain in ('E£', 'LE', 'جم', 'جنيه مصري') then '{EGP}'
        when plain in ('¥', '￥') then '{JPY,CNY}'
        when plain = '₹' then '{INR}'
        when plain = '₺' then '{TRY}'
        when plain = '₪' then '{ILS}'
        when plain = '₽' then '{RUB}'
        when plain = '₩' then '{KRW}'
        when plain = 'ZŁ' then '{PLN}'
        when plain = 'KR' then '{DKK,ISK,NOK,SEK}'
        when plain in ('SR', 'رس', 'ريال سعودي', U&'\20C1') then '{SAR}'
        when plain in ('ريال', 'ریال', '﷼') then '{SAR,IRR,OMR,QAR,YER}'
        when plain = 'رق' then '{QAR}'
        when plain = 'رع' then '{OMR}'
        when plain in ('دإ', 'درهم إماراتي') then '{AED}'
        when plain in ('DH', 'DHS', 'درهم') then '{AED,MAD}'
        when plain in ('دك', 'KD') then '{KWD}'
        when plain in ('دب', 'BD') then '{BHD}'
        when plain in ('دأ', 'JD') then '{JOD}'
        when plain = 'دينار' then '{BHD,DZD,IQD,JOD,KWD,LYD,TND}'
    end::text[];
end
$$;
comment on function private.amount_currencies(text) is
'The currencies that a mark beside an amount can stand for: € one, $ many. Null if it is none.';

create function private.read_amount(
    given text,
    decimal_sign text,
    out amount numeric,
    out currencies text[],
    out fault text
)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    -- Arabic-Indic and Persian digits are digits. ٫ is always a decimal sign, ٬ always groups.
    -- Blanks that do not break are blanks; marks of direction are nothing.
    plain text := btrim(
        translate(
            left(given, 100),
            '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹' || U&'\00A0\202F\2007\200E\200F\061C',
            '01234567890123456789   '
        ),
        E' \t\n\r'
    );
    body text;
    before text;
    after text;
    mark text;
    known text[];
    separator text;
begin
    if plain ~ '[٫٬]' then
        if plain ~ '[.,]\d' or decimal_sign = ',' then
            fault := 'mixes Arabic and other signs for decimals';
            return;
        end if;
        decimal_sign := '.';
        plain := translate(plain, '٫٬', '.,');
    end if;
    body := substring(plain from '[.,]?[0-9](?:[0-9.,''’[:space:]]*[0-9])?');
    if body is null then
        fault := case when coalesce(plain, '') = '' then 'is missing' else 'is not a number' end;
        return;
    end if;
    before := left(plain, strpos(plain, body) - 1);
    if body ~ '^[.,]' and before ~ '[[:alpha:]]$' then
        -- Rs.500 is five hundred: the full stop belongs to the mark.
        body := substr(body, 2);
        before := before || '.';
    end if;
    after := substr(plain, char_length(before) + char_length(body) + 1);
    -- 12,- and 12.— are whole amounts.
    after := btrim(regexp_replace(after, '^[.,][-–—]{1,2}', ''));
    before := regexp_replace(btrim(before), '^\+|\+$', '');
    if after ~ '\d' then
        fault := 'holds more than one number';
        return;
    end if;
    if before ~ '[-−–(]' or after ~ '[-−–)]' then
        fault := 'is negative';
        return;
    end if;
    foreach mark in array array_remove(array[btrim(before), after], '') loop
        known := private.amount_currencies(mark);
        if known is null then
            fault := format('holds %L beside the number', left(mark, 30));
            return;
        end if;
        currencies := case
            when currencies is null then known
            else array(select c from unnest(currencies) as c where c = any (known))
        end;
    end loop;
    if currencies = '{}' then
        fault := 'names two currencies';
        return;
    end if;

    -- Blanks and apostrophes can only group.
    if body ~ '[[:space:]''’]' then
        if body !~ '^\d{1,3}([[:space:]''’]\d{3})+([.,]\d+)?$' then
            fault := 'is not grouped in thousands';
            return;
        end if;
        body := regexp_replace(body, '[[:space:]''’]', '', 'g');
        separator := substring(body from '[.,]');
    elsif body ~ '\.' and body ~ ',' then
        -- The last of the two comes before the decimals, and is there once.
        separator := substring(body from '[.,](?=\d+$)');
        if body !~ (
            case separator
                when '.' then '^(\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})\.\d+$'
                else '^\d{1,3}(\.\d{3})+,\d+$'
            end
        ) then
            fault := 'mixes points and commas';
            return;
        end if;
    elsif body ~ '[.,].*[.,]' then
        -- Several of one kind group, in threes, or as in India.
        if body !~ '^(\d{1,3}([.,]\d{3})+|\d{1,2}(,\d{2})+,\d{3})$'
            or left(substring(body from '[.,]'), 1) = decimal_sign
        then
            fault := 'is not grouped in thousands';
            return;
        end if;
        body := regexp_replace(body, '[.,]', '', 'g');
    elsif body ~ '[.,]' then
        separator := substring(body from '[.,]');
        if separator = decimal_sign then
            null;
        elsif body ~ '^[1-9]\d{0,2}[.,]\d{3}$' then
            if decimal_sign is null then
                fault := format(
                    'can be %s or %s',
                    regexp_replace(body, '[.,]', ''), regexp_replace(body, '[.,]', '.')
                );
                return;
            end if;
            body := regexp_replace(body, '[.,]', '');
            separator := null;
        end if;
    end if;
    if separator <> decimal_sign then
        fault := format('has its decimals after %L, not after %L', separator, decimal_sign);
        return;
    end if;
    if separator is not null then
        body := replace(
            replace(body, case separator when '.' then ',' else '.' end, ''), ',', '.'
        );
    end if;
    if char_length(body) > 40 then
        fault := 'has too many digits';
        return;
    end if;
    amount := body::numeric;
end
$$;
comment on function private.read_amount(text, text) is
'An amount as people write it: 1,299.00, 1.299,00 €, 1 299,50, ١٬٢٩٩٫٠٠. What can be read in two '
'ways (1.299) is refused with its fault, unless decimal_sign says which sign decimals come after. '
'Currencies are those that the mark beside it can stand for; null without one.';

create function private.read_moment(given text) returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
    -- Of ISO 8601 only: Postgres would take "tomorrow", and 01/02/2026 either way.
    if given !~ (
        '^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?'
        || '( ?(Z|z|[+-]\d{2}(:?\d{2})?))?)?$'
    ) then
        return null;
    end if;
    given := replace(given, ',', '.');
    if given ~ '(Z|z|[T ].*[+-]\d{2}(:?\d{2})?)$' then
        return given::timestamptz;
    end if;
    return given::timestamp at time zone 'UTC';
exception when datetime_field_overflow or invalid_datetime_format then
    return null;
end
$$;
comment on function private.read_moment(text) is
'A moment in ISO 8601, in UTC where it names no zone; null if it is none.';

create function private.read_stock(given text, out in_stock boolean, out is_understood boolean)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    plain constant text := regexp_replace(
        regexp_replace(lower(btrim(given)), '^https?://schema\.org/', ''), '[-_[:space:]]+', '', 'g'
    );
begin
    is_understood := true;
    if coalesce(plain, '') in ('', 'unknown', 'null', 'n/a') then
        return;
    elsif plain in (
        'true', 't', 'yes', 'y', '1', 'instock', 'available', 'نعم', 'متوفر', 'متاح'
    ) then
        in_stock := true;
    elsif plain in (
        'false', 'f', 'no', 'n', '0', 'outofstock', 'soldout', 'unavailable', 'لا', 'غيرمتوفر',
        'نفد', 'نفدتالكمية'
    ) then
        in_stock := false;
    else
        is_understood := false;
    end if;
end
$$;
comment on function private.read_stock(text) is
'Whether something is in stock, as files say it: true, yes, in stock, https://schema.org/InStock, '
'متوفر; null where they do not know.';
