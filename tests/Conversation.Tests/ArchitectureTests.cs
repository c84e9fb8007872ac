using BotHost.Conversation.Inbox;

namespace BotHost.Conversation.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void The_engine_knows_no_web_framework_and_no_platform() =>
        Assert.DoesNotContain(
            typeof(IInbox).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || assembly.Name.StartsWith("BotHost", StringComparison.Ordinal));
}
