"""Where a phone number belongs."""


def country_of(phone: str) -> str:
    """The country (ISO 3166) of an E.164 number; "001" for one of none, such as a satellite's."""
    import phonenumbers

    number = phonenumbers.parse(phone, None)
    return phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
