namespace BotHost.Simulator;

/// <summary>The call is answered with a fault and nobody is to blame: what it asks for is gone, or busy.</summary>
internal sealed class ModelFaultException(ModelFault.Instead fault) : Exception("The call is answered with a fault.")
{
    public ModelFault.Instead Fault => fault;
}
