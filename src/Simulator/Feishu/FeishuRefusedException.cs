namespace BotHost.Simulator;

/// <summary>A call that the platform refuses, and why.</summary>
/// <param name="fault">The answer.</param>
/// <param name="violation">What a correct client would have done otherwise, as kind and detail; null if it could not have known better.</param>
internal sealed class FeishuRefusedException(FeishuFault fault, (string Kind, string Detail)? violation) : Exception(fault.Message)
{
    public FeishuFault Fault { get; } = fault;

    public (string Kind, string Detail)? Violation { get; } = violation;

    /// <summary>A mistake of the client.</summary>
    public static FeishuRefusedException Mistake(int code, string kind, string detail) => new(FeishuFault.Refusal(code, detail), (kind, detail));

    /// <summary>A card with a mistake in it, in the words of the calls that send messages and write texts.</summary>
    public static FeishuRefusedException BadCard(int code, string message, string detail) => new(FeishuFault.BadCard(code, message), ("card", detail));

    /// <summary>Nobody's fault.</summary>
    public static FeishuRefusedException Because(FeishuFault fault) => new(fault, violation: null);
}
