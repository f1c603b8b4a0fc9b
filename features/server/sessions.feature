@certify-server @notification @sessions
Feature: A session from its list to its end

  Background:
    Given the kit plays the client

  Rule: S-OTH-01 An account has one session, the latest

    @login @S-OTH-01
    Example: Alice signs in at another place
      Given Alice is online
      When Alice signs in elsewhere as well:
        """
        # S-OTH-01
        <<< OUT OTH\r\n
        # S-OTH-01
        <<< (close)
        """
      Then Alice still answers

  Rule: S-SYN-10 Who has the current list is not sent it again

    @lists @S-SYN-10
    Example: Alice comes back with the version of her list
      Given Alice is signed in
      When Alice synchronises:
        """
        >>> SYN <syn=8> 0\r\n
        # S-SYN-01
        <<< SYN <syn> <version=27> <contacts=0> <groups=1>\r\n
        """
      And Alice still answers
      And Alice is signed in
      And Alice synchronises:
        """
        >>> SYN <again=8> <version>\r\n
        # S-SYN-10
        <<< SYN <again> <version>\r\n
        """
      Then Alice still answers

  Rule: S-URL-01 The server knows the pages of its services

    @S-URL-01
    Example: Alice asks for her inbox
      Given Alice is online
      When Alice sends:
        """
        >>> URL <url=10> INBOX\r\n
        """
      Then Alice still answers

  Rule: S-CHL-03 S-CHL-04 Only a client with a known id and key can answer a challenge

    @challenge @S-CHL-03
    Example: A wrong digest
      Given Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        """
      And Alice sends what no client should:
        """
        >>> QRY <qry=10> msmsgs@msnmsgr.com 32\r\n
            00000000000000000000000000000000
        """
      Then the server goes on or closes

    @challenge @S-CHL-04
    Example: A client that nobody knows
      Given Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        """
      And Alice sends what no client should:
        """
        >>> QRY <qry=10> nobody@example.com 32\r\n
            <digest>
        """
      Then the server goes on or closes

  Rule: S-CHL-05 Who does not answer a challenge has to go

    @slow @challenge @S-CHL-05
    Example: A challenge stays unanswered
      Given Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        """
      And Alice answers no challenge for 95 s
      Then Alice can sign in again

  Rule: S-PNG-02 A session outlives a minute of silence

    @slow @S-PNG-02
    Example: Nothing but a ping each minute
      Given Alice is online
      When Alice pings after 60 s of silence
      And Alice pings after 60 s of silence
      Then Alice still answers
