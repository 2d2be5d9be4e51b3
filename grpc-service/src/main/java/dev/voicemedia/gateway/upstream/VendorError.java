package dev.voicemedia.gateway.upstream;

/**
 * One error of Telnyx's answer; what it does not say is empty. Every text is a single line of
 * bounded length.
 *
 * @param field where the error is, in the names of the contract
 */
public record VendorError(String code, String title, String detail, String field) {}
