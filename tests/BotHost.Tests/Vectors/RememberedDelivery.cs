using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BotHost.Conversation.Messages;

namespace BotHost.Tests.Vectors;

/// <summary>What is stored about a delivery, in memory.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "DispatchProxy derives from it.")]
public class RememberedDelivery : DispatchProxy
{
    private string? _value;

    /// <summary>The delivery of an answer of which nothing is stored yet.</summary>
    public static IDeliveryState New() => Create<IDeliveryState, RememberedDelivery>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod?.Name)
        {
            case "get_Value":
                return _value;
            case nameof(IDeliveryState.StoreAsync):
                _value = (string)args![0]!;
                return Task.CompletedTask;
            default:
                throw new InvalidOperationException($"Nobody asks for {targetMethod?.Name} here.");
        }
    }
}
